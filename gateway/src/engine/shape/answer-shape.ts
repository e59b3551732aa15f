import { type DocumentNode, type GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { conditionVariables, isIncluded } from '../plan/conditions.ts';
import type { Variables } from '../plan/default-variables.ts';
import type { Fragments } from '../plan/split-operation.ts';
import type { Raw } from '../raw.ts';
import { type CompleteObject, compileObject } from './compile-shape.ts';
import { EXPLAINED, type ShapeRun } from './shape-run.ts';

export interface Shaped {
  readonly data: Raw | null;
  /** Where the subgraphs broke the schema without a word. */
  readonly found: readonly GraphQLError[];
}

export type AnswerShape = (root: Raw, variables: Variables, reported: readonly GraphQLError[]) => Shaped;

export interface AnswerShapeOptions {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** Shapes for this many combinations of @skip and @include are kept; clients use two or three. */
const MAX_VARIANTS = 32;

/** The shape of an operation's answer, compiled once for each combination of what its conditions say. */
export function createAnswerShape({ schema, operation, fragments }: AnswerShapeOptions): AnswerShape {
  const type = schema.getRootType(operation.operation);
  if (type == null) throw new Error(`The supergraph has no type of ${operation.operation} operations`);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] };
  const names = conditionVariables(document);
  const variants = new LRUCache<string, CompleteObject>({ max: MAX_VARIANTS });

  return (root, variables, reported) => {
    const key = names.map((name) => (variables[name] === true ? '1' : '0')).join('');
    let complete = variants.get(key);
    if (complete === undefined) {
      // The shape outlives this request, so it keeps what the conditions say and not the client's variables.
      const chosen = Object.fromEntries(names.map((name) => [name, variables[name] === true]));
      const isAsked = (conditions: Parameters<typeof isIncluded>[0]) =>
        isIncluded(
          conditions.filter(({ name }) => name.value === 'skip' || name.value === 'include'),
          chosen,
        );
      complete = compileObject(type, [operation.selectionSet], { schema, fragments, isIncluded: isAsked });
      variants.set(key, complete);
    }
    const run: ShapeRun = { path: [], reported, found: [] };
    const data = complete(root, run);
    return { data: data === EXPLAINED ? null : data, found: run.found };
  };
}
