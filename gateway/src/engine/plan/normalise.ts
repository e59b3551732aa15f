import { type DocumentNode, print, visit } from 'graphql';

/** The text that plans are remembered by: without comments and white space of the client, arguments in one order. */
export function normalise(document: DocumentNode): string {
  const sorted = visit(document, {
    Field(node) {
      const { arguments: parameters = [] } = node;
      if (parameters.length < 2) return undefined;
      return { ...node, arguments: [...parameters].sort((a, b) => (a.name.value < b.name.value ? -1 : 1)) };
    },
  });
  return print(sorted);
}
