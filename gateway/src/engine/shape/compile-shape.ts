import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { introspectionFields } from '../plan/split-operation.ts';
import { isRaw, type Raw, reader, writer } from '../raw.ts';
import { type CollectOptions, collectFields } from './collect-fields.ts';
import { leafReader, type ReadLeaf } from './leaf-values.ts';
import { type Complete, EXPLAINED, isReported, report, type ShapeRun } from './shape-run.ts';

/** Shapes the fields of one object; EXPLAINED when one of them must not be null and is. */
export type CompleteObject = (received: Raw, run: ShapeRun) => Raw | typeof EXPLAINED;

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
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  options: CollectOptions,
): CompleteObject {
  const members = collectFields(type, selectionSets, options).flatMap(({ key, nodes }) =>
    memberOf(type, key, nodes, options),
  );
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
  parent: GraphQLObjectType,
  key: string,
  nodes: readonly [FieldNode, ...FieldNode[]],
  options: CollectOptions,
): Member[] {
  const name = nodes[0].name.value;
  const base = { key, read: reader(key), set: writer(key) };
  // Answered by graphql-js from the schema alone, and complete.
  if (introspectionFields.has(name)) return [{ ...base, complete: (received) => received, isNullable: true }];
  if (name === '__typename') return [{ ...base, complete: () => parent.name, isNullable: false }];
  const field = parent.getFields()[name];
  if (field === undefined) return [];
  const selectionSets = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  const complete = completeType(field.type, selectionSets, `${parent.name}.${name}`, options);
  return [{ ...base, complete, isNullable: !isNonNullType(field.type) }];
}

function completeType(
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  place: string,
  options: CollectOptions,
): Complete {
  if (isNonNullType(type)) return completeNonNull(completeType(type.ofType, selectionSets, place, options), place);
  if (isListType(type)) {
    const element = completeType(type.ofType, selectionSets, place, options);
    return completeList(element, !isNonNullType(type.ofType), place);
  }
  if (isLeafType(type)) return completeLeaf(leafReader(type), place);
  if (isObjectType(type))
    return completeComposite(always(lazily(() => compileObject(type, selectionSets, options))), place);
  const possible = new Map(
    options.schema
      .getPossibleTypes(type)
      .map((one) => [one.name, lazily(() => compileObject(one, selectionSets, options))]),
  );
  const choose = ({ __typename: typename }: Raw) =>
    typeof typename === 'string' ? possible.get(typename)?.() : undefined;
  return completeComposite(choose, place);
}

const always =
  (complete: () => CompleteObject): ((received: Raw) => CompleteObject | undefined) =>
  () =>
    complete();

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

function completeLeaf(read: ReadLeaf, place: string): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    const value = read(received);
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

function completeComposite(choose: (received: Raw) => CompleteObject | undefined, place: string): Complete {
  return (received, run) => {
    if (received === null || received === undefined) return null;
    if (!isRaw(received)) return report(run, `Invalid value found for field ${place}: it is no object.`);
    const complete = choose(received);
    return complete === undefined
      ? report(run, `Invalid __typename found for field ${place}.`)
      : complete(received, run);
  };
}
