import type { GraphQLError, OperationDefinitionNode } from 'graphql';
import type { Raw } from '../values/raw.ts';
import { completeObject } from './complete-object.ts';
import { select } from './select-members.ts';
import type { ShapeOptions, ShapeRun } from './shape.ts';
import { EXPLAINED } from './shape-run.ts';

export interface Shaped {
  readonly data: Raw | null;
  /** Where the subgraphs broke the schema without a word. */
  readonly found: readonly GraphQLError[];
}

/** Makes the client's answer of what was received; `reported` are the errors that the subgraphs told. */
export type AnswerShape = (received: Raw, reported: readonly GraphQLError[]) => Shaped;

/** The shape of an operation's answer. Its conditions are resolved. */
export function createAnswerShape(operation: OperationDefinitionNode, options: ShapeOptions): AnswerShape {
  const type = options.schema.getRootType(operation.operation);
  if (type == null) throw new Error(`The supergraph has no type of ${operation.operation} operations`);
  const selected = select([operation.selectionSet]);
  return (received, reported) => {
    const run: ShapeRun = { options, path: [], reported, found: [] };
    const data = completeObject(received, run, type, selected);
    return { data: data === EXPLAINED ? null : data, found: run.found };
  };
}
