import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { RootUse } from '../limit-rates/limit-rates.ts';

/** How often each field stands at the root of a valid operation whose size is bounded, its fragments put in. */
export function rootUseOf(document: DocumentNode, { operation, selectionSet }: OperationDefinitionNode): RootUse {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const sets = new Map(fragments.map((fragment) => [fragment.name.value, fragment.selectionSet]));
  const fields = new Map<string, number>();
  const open: (SelectionSetNode | undefined)[] = [selectionSet];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const selection of next.selections) {
      if (selection.kind === Kind.FIELD) fields.set(selection.name.value, (fields.get(selection.name.value) ?? 0) + 1);
      else if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
      else open.push(sets.get(selection.name.value));
    }
  }
  return { kind: operation, fields };
}
