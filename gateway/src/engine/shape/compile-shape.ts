import {
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { keyInPlan, type RequiredWithArguments } from '../plan/keys-in-plan.ts';
import { introspectionFields } from '../plan/split-operation.ts';
import { isRaw, type Raw, reader, writer } from '../values/raw.ts';
import { type CollectedField, type CollectOptions, collectFields, isSameForAllTypes } from './collect-fields.ts';
import type { Hidden } from './hidden.ts';
import { leafReader, type ReadLeaf } from './leaf-values.ts';
import { type Complete, EXPLAINED, isReported, report, type ShapeRun } from './shape-run.ts';

const rootTypes = Object.values(OperationTypeNode);
const NONE: ReadonlySet<unknown> = new Set();

/** Shapes the fields of one object; EXPLAINED when one of them must not be null and is. */
export type CompleteObject = (received: Raw, run: ShapeRun) => Raw | typeof EXPLAINED;

export interface ShapeOptions extends CollectOptions {
  readonly hidden: Hidden;
  readonly required: RequiredWithArguments;
}

interface Member {
  readonly key: string;
  readonly read: (received: Raw) => unknown;
  readonly set: (answer: Raw, value: unknown) => void;
  readonly complete: Complete;
  readonly isNullable: boolean;
}

/**
 * Compiles the answer's shape for a selection: exactly the asked keys, in order, each value checked against the schema that
 * clients see, nulls carried up to the nearest place that may be null.
 */
export function compileObject(
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
  options: ShapeOptions,
): CompleteObject {
  const isRoot = rootTypes.some((kind) => options.schema.getRootType(kind) === type);
  const members: Member[] = [];
  for (const field of collectFields(type, selectionSets, options)) {
    const member = memberOf(type, field, isRoot, options);
    if (member !== undefined) members.push(member);
  }
  return (received, run) => {
    const answer: Raw = {};
    for (const { key, read, set, complete, isNullable } of members) {
      run.path.push(key);
      const value = complete(read(received), run);
      run.path.pop();
      if (value !== EXPLAINED) set(answer, value);
      else if (isNullable) set(answer, null);
      else return EXPLAINED;
    }
    return answer;
  };
}

function memberOf(
  parent: GraphQLObjectType | GraphQLInterfaceType,
  { key, nodes }: CollectedField,
  isRoot: boolean,
  options: ShapeOptions,
): Member | undefined {
  const name = nodes[0].name.value;
  const read = reader(isRoot ? key : keyInPlan(nodes[0], options.required));
  const set = writer(key);
  // Answered by graphql-js from the schema alone, and complete.
  if (introspectionFields.has(name)) return { key, read, set, complete: (received) => received, isNullable: true };
  if (name === '__typename') return { key, read, set, complete: () => parent.name, isNullable: false };
  const field = parent.getFields()[name];
  if (field === undefined) return undefined;
  const selectionSets: SelectionSetNode[] = [];
  for (const { selectionSet } of nodes) if (selectionSet !== undefined) selectionSets.push(selectionSet);
  const complete = completeType(field.type, selectionSets, `${parent.name}.${name}`, options);
  return { key, read, set, complete, isNullable: !isNonNullType(field.type) };
}

function completeType(
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  place: string,
  options: ShapeOptions,
): Complete {
  const { schema, hidden } = options;
  if (isNonNullType(type)) return completeNonNull(completeType(type.ofType, selectionSets, place, options), place);
  if (isListType(type)) {
    const element = completeType(type.ofType, selectionSets, place, options);
    return completeList(element, !isNonNullType(type.ofType), place);
  }
  if (isLeafType(type)) return completeLeaf(leafReader(type), hidden.values.get(type.name) ?? NONE, place);
  const object = (one: GraphQLObjectType | GraphQLInterfaceType) =>
    lazily(() => compileObject(one, selectionSets, options));
  if (isObjectType(type)) {
    const own = object(type);
    return completeComposite(() => own(), hidden, place);
  }
  const possible = new Map(schema.getPossibleTypes(type).map((one) => [one.name, object(one)]));
  // A subgraph that has the interface as an object knows no other type; a plan that needs one asks another subgraph for it.
  const any = isInterfaceType(type) && isSameForAllTypes(type, selectionSets, options) ? object(type) : undefined;
  const choose = ({ __typename: typename }: Raw) => {
    if (typename === undefined || typename === type.name) return any?.();
    return typeof typename === 'string' ? possible.get(typename)?.() : undefined;
  };
  return completeComposite(choose, hidden, place);
}

/** Recursive types and types that never come are not compiled before they are needed. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function completeNonNull(complete: Complete, place: string): Complete {
  return (received, run) => {
    const value = complete(received, run);
    if (value !== null) return value;
    return isReported(run) ? EXPLAINED : report(run, `Cannot return null for non-nullable field ${place}.`);
  };
}

function completeLeaf(read: ReadLeaf, hidden: ReadonlySet<unknown>, place: string): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    const value = read(received);
    if (value === undefined && hidden.has(received)) return null;
    return value === undefined ? report(run, `Invalid value found for field ${place}.`) : value;
  };
}

function completeList(complete: Complete, isNullable: boolean, place: string): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    if (!Array.isArray(received)) return report(run, `Invalid value found for field ${place}: it is no list.`);
    const answer: unknown[] = [];
    for (let index = 0; index < received.length; index += 1) {
      run.path.push(index);
      const value = complete(received[index], run);
      run.path.pop();
      if (value !== EXPLAINED) answer.push(value);
      else if (isNullable) answer.push(null);
      else return EXPLAINED;
    }
    return answer;
  };
}

function completeComposite(
  choose: (received: Raw) => CompleteObject | undefined,
  hidden: Hidden,
  place: string,
): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    if (!isRaw(received)) return report(run, `Invalid value found for field ${place}: it is no object.`);
    const complete = choose(received);
    if (complete !== undefined) return complete(received, run);
    return hidden.types.has(received.__typename) ? null : report(run, `Invalid __typename found for field ${place}.`);
  };
}
