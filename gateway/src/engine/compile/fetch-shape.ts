import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, Kind, OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import type { Raw } from '../values/raw.ts';
import { type Merge, mergeOf } from './merge.ts';
import { type Represent, represent } from './representations.ts';
import { requestHead } from './request-head.ts';
import { keyRenames, type Rewrite, rewriteOf } from './rewrites.ts';
import type { TypeTest } from './type-test.ts';

/** All that is known of a fetch before it is made. Fetches of one shape differ in their variables alone. */
export interface FetchShape {
  readonly id: number;
  readonly service: string;
  readonly isMutation: boolean;
  /** The request's JSON up to the variables: written once, not for each request. */
  readonly head: string;
  readonly operationName: string | undefined;
  readonly document: DocumentNode;
  /** The keys of `data`. */
  readonly rootKeys: readonly string[];
  readonly variableNames: readonly string[];
  /** Writes the representation of an entity as JSON, or undefined for one that this fetch does not concern. */
  readonly represent: Represent | undefined;
  /** Changes names and values in what was answered; once for each object, also when it is used in several places. */
  readonly rewrite: ((received: unknown) => void) | undefined;
  readonly merge: Merge;
  /** What the client calls a key that the plan had to rename. */
  readonly renames: ReadonlyMap<string, string>;
}

let shapes = 0;

export function fetchShape(node: FetchNode, isOfType: TypeTest): FetchShape {
  const document = parse(node.operation, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error(`The plan has a fetch from ${node.serviceName} without an operation`);
  const { requires, inputRewrites, outputRewrites = [] } = node;
  const selectionSet = requires === undefined ? operation.selectionSet : entitySelections(operation.selectionSet);
  const rewrites: Rewrite[] = outputRewrites.map((rewrite) => rewriteOf(rewrite, isOfType));
  const renames = keyRenames(outputRewrites);
  shapes += 1;
  return {
    id: shapes,
    service: node.serviceName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    head: requestHead(node.operation, node.operationName),
    operationName: node.operationName,
    document,
    rootKeys: rootKeysOf(operation.selectionSet),
    variableNames: (node.variableUsages ?? []).filter((name) => name !== 'representations'),
    represent: requires && represent(requires, inputRewrites ?? [], isOfType),
    rewrite: rewrites.length === 0 ? undefined : allOf(rewrites),
    merge: mergeOf(selectionSet, document, renames),
    renames,
  };
}

function allOf(rewrites: readonly Rewrite[]): Rewrite {
  return (received) => {
    for (const rewrite of rewrites) rewrite(received);
  };
}

/** What is asked of the entities: the selection below `_entities`. */
function entitySelections({ selections }: SelectionSetNode): SelectionSetNode {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD && selection.selectionSet !== undefined) return selection.selectionSet;
  }
  throw new Error('The plan has a fetch of entities that asks nothing of them');
}

function rootKeysOf({ selections }: SelectionSetNode): string[] {
  const keys = selections.flatMap((selection): string[] => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? rootKeysOf(selection.selectionSet) : [];
  });
  return [...new Set(keys)];
}

/** Entities of an answer, or undefined when it has none, or not as many as were asked for. */
export function entitiesOf(data: Raw | null | undefined, asked: number): readonly unknown[] | undefined {
  const entities = data?._entities;
  return Array.isArray(entities) && entities.length === asked ? entities : undefined;
}
