import {
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '../plan/split-operation.ts';

/** A key of an object, and all nodes that ask for it. */
export interface CollectedField {
  readonly key: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

export interface CollectOptions {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
}

/**
 * What is asked of an object of this type, in the order of the answer (CollectFields of the GraphQL specification); of an
 * interface: what is asked of it whatever the type of the object.
 */
export function collectFields(
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
  { schema, fragments }: CollectOptions,
): readonly CollectedField[] {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  let spread: Set<string> | undefined;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) add(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) collect(selection.selectionSet);
      } else if (!spread?.has(selection.name.value)) {
        spread ??= new Set();
        spread.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment !== undefined && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  }

  function add(node: FieldNode): void {
    const key = node.alias?.value ?? node.name.value;
    const known = fields.get(key);
    if (known === undefined) fields.set(key, [node]);
    else known.push(node);
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const other = schema.getType(condition);
    return isAbstractType(other) && schema.isSubType(other, type);
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return Array.from(fields, ([key, nodes]) => ({ key, nodes }));
}

/** Whether what is asked of an interface is the same for all its types. */
export function isSameForAllTypes(
  type: GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
  { schema, fragments }: CollectOptions,
): boolean {
  return selectionSets.every(({ selections }) =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (fragment === undefined) return true;
      const condition = fragment.typeCondition?.name.value ?? type.name;
      const other = schema.getType(condition);
      const isMet = condition === type.name || (isAbstractType(other) && schema.isSubType(other, type));
      return isMet && isSameForAllTypes(type, [fragment.selectionSet], { schema, fragments });
    }),
  );
}
