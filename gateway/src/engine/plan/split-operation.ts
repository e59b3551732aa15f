import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Root fields that ask about the schema, which no subgraph answers. */
export const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** A key of the answer, and the nodes that ask for it: their selections are merged. */
export interface RootField {
  readonly responseName: string;
  readonly name: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

/** The root fields of an operation in the order of the answer, fragments opened, those of one key together. */
export function splitOperation(operation: OperationDefinitionNode, fragments: Fragments): readonly RootField[] {
  const groups = new Map<string, [FieldNode, ...FieldNode[]]>();
  const opened = new Set<string>();

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (selection.kind === Kind.FIELD) add(selection);
      else if (!opened.has(selection.name.value)) {
        opened.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment !== undefined) collect(fragment.selectionSet);
      }
    }
  }

  function add(node: FieldNode): void {
    const responseName = node.alias?.value ?? node.name.value;
    const group = groups.get(responseName);
    if (group === undefined) groups.set(responseName, [node]);
    else group.push(node);
  }

  collect(operation.selectionSet);
  return [...groups].map(([responseName, nodes]) => ({ responseName, name: nodes[0].name.value, nodes }));
}
