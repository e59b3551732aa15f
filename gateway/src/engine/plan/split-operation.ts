import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Root fields that ask about the schema, which no subgraph answers. */
export const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** One field node of the root, with every @skip and @include on the way to it. */
export interface ConditionedField {
  readonly node: FieldNode;
  readonly conditions: readonly DirectiveNode[];
}

/** A key of the answer, and the nodes that ask for it: their selections are merged. */
export interface RootField {
  readonly responseName: string;
  readonly name: string;
  readonly fields: readonly [ConditionedField, ...ConditionedField[]];
}

/** The root fields of an operation in the order of the answer, fragments opened, those of one key together. */
export function splitOperation(operation: OperationDefinitionNode, fragments: Fragments): readonly RootField[] {
  const groups = new Map<string, { name: string; fields: [ConditionedField, ...ConditionedField[]] }>();

  function collect(selectionSet: SelectionSetNode, above: readonly DirectiveNode[]): void {
    for (const selection of selectionSet.selections) {
      const conditions = [...above, ...conditionsOf(selection)];
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, conditions);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments[selection.name.value];
        if (fragment !== undefined) collect(fragment.selectionSet, conditions);
      } else add(selection, conditions);
    }
  }

  function add(node: FieldNode, conditions: readonly DirectiveNode[]): void {
    const responseName = node.alias?.value ?? node.name.value;
    const group = groups.get(responseName);
    if (group === undefined) groups.set(responseName, { name: node.name.value, fields: [{ node, conditions }] });
    else group.fields.push({ node, conditions });
  }

  collect(operation.selectionSet, []);
  return [...groups].map(([responseName, group]) => ({ responseName, ...group }));
}

/** The @skip and @include of a selection. */
export function conditionsOf(selection: SelectionNode): readonly DirectiveNode[] {
  return (selection.directives ?? []).filter(isCondition);
}

export function isCondition({ name }: DirectiveNode | ConstDirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}
