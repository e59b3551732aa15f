import { type GraphQLArgument, isRequiredArgument } from 'graphql';
import { byName, pairs } from './pairs.ts';
import { isSafeInput } from './safe-change.ts';
import { added, changed, type FoundChange, removed } from './schema-change.ts';

/** What differs between the arguments of a field, or of a directive, whose coordinate is `owner`. */
export function compareArguments(
  owner: string,
  before: readonly GraphQLArgument[],
  after: readonly GraphQLArgument[],
): readonly FoundChange[] {
  return pairs(byName(before), byName(after)).flatMap(([name, old, next]) => {
    const coordinate = `${owner}(${name}:)`;
    if (old === undefined) {
      const isRequired = next !== undefined && isRequiredArgument(next);
      return added(
        coordinate,
        `${coordinate} was added${isRequired ? ', and is required' : ''}`,
        isRequired ? [owner] : [],
      );
    }
    if (next === undefined) return removed(coordinate);
    const isSame = String(old.type) === String(next.type);
    const words = `${coordinate} takes ${next.type} now, not ${old.type}`;
    // Who leaves it out is broken when it is required from now on.
    if (isRequiredArgument(next) && !isRequiredArgument(old))
      return changed(coordinate, isSame ? `${coordinate} has no default any more` : words, [owner], true);
    if (isSame) return [];
    return isSafeInput(old.type, next.type)
      ? changed(coordinate, words)
      : changed(coordinate, words, [coordinate], true);
  });
}
