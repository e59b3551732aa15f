import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Whether a value of an answer is one of this type, in the form in which it goes over the wire. */
export type IsLeaf = (value: unknown) => boolean;

const isString = (value: unknown) => typeof value === 'string';
const isSafeWhole = (value: unknown) => Number.isSafeInteger(value);

const builtIn: ReadonlyMap<string, IsLeaf> = new Map<string, IsLeaf>([
  ['String', isString],
  ['ID', (value) => isString(value) || isSafeWhole(value)],
  ['Int', (value) => Number.isInteger(value)],
  ['Float', (value) => Number.isFinite(value)],
  ['Boolean', (value) => typeof value === 'boolean'],
]);

/** The check of a scalar or an enum; what a custom scalar looks like is its own matter. */
export function leafCheck(type: GraphQLLeafType): IsLeaf {
  if (!isEnumType(type)) return builtIn.get(type.name) ?? (() => true);
  // Values that are hidden from clients are not in their schema.
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}
