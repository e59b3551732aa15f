import { type GraphQLType, isListType, isNamedType, isNonNullType } from 'graphql';

/** Whether a client that expects `before` can take what `after` gives: the same, or never null where it could be. */
export function isSafeOutput(before: GraphQLType, after: GraphQLType): boolean {
  if (isNonNullType(before)) return isNonNullType(after) && isSafeOutput(before.ofType, after.ofType);
  if (isNonNullType(after)) return isSafeOutput(before, after.ofType);
  if (isListType(before)) return isListType(after) && isSafeOutput(before.ofType, after.ofType);
  return isNamedType(after) && isNamedType(before) && after.name === before.name;
}

/** Whether what a client gives for `before` is taken for `after`: the same, or null where it could not be. */
export function isSafeInput(before: GraphQLType, after: GraphQLType): boolean {
  return isSafeOutput(after, before);
}
