import { type GraphQLLeafType, isEnumType } from 'graphql';

/** The value as the schema has it on the wire; undefined when it is none of this type. */
export type ReadLeaf = (value: unknown) => unknown;

const only =
  (isValue: (value: unknown) => boolean): ReadLeaf =>
  (value) =>
    isValue(value) ? value : undefined;

const builtIn: ReadonlyMap<string, ReadLeaf> = new Map<string, ReadLeaf>([
  ['String', only((value) => typeof value === 'string')],
  // An id is a text on the wire, also where a subgraph has numbers.
  ['ID', (value) => (typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : undefined)],
  // 32 bits, as graphql-js has it.
  ['Int', only((value) => typeof value === 'number' && (value | 0) === value)],
  ['Float', only(Number.isFinite)],
  ['Boolean', only((value) => typeof value === 'boolean')],
]);

/** The reader of a scalar or an enum; what a custom scalar looks like is its own matter. */
export function leafReader(type: GraphQLLeafType): ReadLeaf {
  if (!isEnumType(type)) return builtIn.get(type.name) ?? ((value) => value);
  // Values that are hidden from clients are not in their schema.
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return only((value) => names.has(value));
}
