import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';

/** Fields of a selection, those of its fragments included; queries of the gateway use inline fragments only. */
export function fieldsOf(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

/** Root fields of the one operation of a fetch. */
export function rootFieldsOf(document: DocumentNode): FieldNode[] {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return fieldsOf(operation?.selectionSet);
}

/** The name of a field in an answer. */
export function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
