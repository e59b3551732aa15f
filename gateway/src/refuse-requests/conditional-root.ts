import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionNode,
} from 'graphql';

const MAY_HAVE_ONE = [/\bsubscription\b/, /@\s*(?:skip|include)\b/];

/**
 * Whether a text has a subscription whose root field depends on @skip or @include. The specification allows none, since without
 * its field it is no subscription; the rule of graphql-js for this does not say so, and throws when it meets a variable there.
 */
export function hasConditionalRoot(text: string): boolean {
  // Hardly any text has both words, and others are not parsed here.
  if (!MAY_HAVE_ONE.every((part) => part.test(text))) return false;
  const document = documentOf(text);
  if (document === undefined) return false;
  const fragments = new Map<string, FragmentDefinitionNode>();
  const waiting: SelectionNode[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION)
      waiting.push(...node.selectionSet.selections);
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (node.kind === Kind.INLINE_FRAGMENT) waiting.push(...node.selectionSet.selections);
    else if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(node.name.value);
      // Each once: they may be in a ring.
      fragments.delete(node.name.value);
      waiting.push(...(fragment?.selectionSet.selections ?? []));
    }
  }
  return false;
}

/** More than any limit of operations: what is longer is refused by that, whatever its root is. */
const MOST_TOKENS = 10_000;

/** Undefined for what is no document: that is said by whoever reads it for its answer. */
function documentOf(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, maxTokens: MOST_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
