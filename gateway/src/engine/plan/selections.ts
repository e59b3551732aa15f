import {
  type DocumentNode,
  isExecutableDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

// graphql's own `visit` looks at each name and value, too, and makes a list for each: a new operation is walked through so
// often that this took most of the time until it was run. How deep selections are is bounded before.

/** Sees each selection, those around others first; fragments are not followed. */
export function eachSelection({ selections }: SelectionSetNode, see: (selection: SelectionNode) => void): void {
  for (const selection of selections) {
    see(selection);
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined)
      eachSelection(selection.selectionSet, see);
  }
}

/** What becomes of each list of selections, after the lists inside it. What stays as it is is not copied. */
export type ChangeSelections = (selections: readonly SelectionNode[]) => readonly SelectionNode[];

/** The document with other selections; the same document when all are as they were. */
export function changeSelections(document: DocumentNode, change: ChangeSelections): DocumentNode {
  const definitions = mapped(document.definitions, (definition) =>
    isExecutableDefinitionNode(definition)
      ? withSelections(definition, changeSet(definition.selectionSet, change))
      : definition,
  );
  return definitions === document.definitions ? document : { ...document, definitions };
}

function changeSet(selectionSet: SelectionSetNode, change: ChangeSelections): SelectionSetNode {
  const inside = mapped(selectionSet.selections, (selection) =>
    selection.kind === Kind.FRAGMENT_SPREAD || selection.selectionSet === undefined
      ? selection
      : withSelections(selection, changeSet(selection.selectionSet, change)),
  );
  const selections = change(inside);
  return selections === selectionSet.selections ? selectionSet : { ...selectionSet, selections };
}

function withSelections<Node extends { readonly selectionSet?: SelectionSetNode | undefined }>(
  node: Node,
  selectionSet: SelectionSetNode,
): Node {
  return node.selectionSet === selectionSet ? node : { ...node, selectionSet };
}

/** The same list when all its elements are the same. */
function mapped<T>(list: readonly T[], change: (element: T) => T): readonly T[] {
  let changed: T[] | undefined;
  let index = 0;
  for (const element of list) {
    const next = change(element);
    if (next !== element) changed ??= list.slice(0, index);
    changed?.push(next);
    index += 1;
  }
  return changed ?? list;
}
