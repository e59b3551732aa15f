import { type DocumentNode, Kind, visit } from 'graphql';

/** A document without the numbers, texts, lists and objects that somebody wrote into it. What an enum has, true, false and null stay. */
export function hideLiterals(document: DocumentNode): DocumentNode {
  return visit(document, {
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: () => ({ kind: Kind.LIST, values: [] }),
    ObjectValue: () => ({ kind: Kind.OBJECT, fields: [] }),
  });
}
