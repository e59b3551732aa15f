import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';

type Path = (string | number)[];

/** More errors than this say nothing more. */
const MOST = 20;

/**
 * The fields that an answer will lack because a subgraph did not answer this fetch, as paths within the fetch. The
 * gateway turns the index of an entity into its place in the whole answer.
 */
export function failurePaths(
  document: DocumentNode,
  representations: number,
  shared: ReadonlySet<string>,
): readonly Path[] {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return [];
  const paths = fieldsOf(operation.selectionSet).flatMap((field): Path[] => {
    if (field.name.value === '_entities') return entityPaths(field, representations);
    const key = keyOf(field);
    if (!shared.has(field.name.value)) return [[key]];
    const own = fieldsOf(field.selectionSet).filter(({ name }) => name.value !== 'id');
    // Without fields of its own it was asked for the whole: nothing else will answer that.
    return own.length === 0 ? [[key]] : own.map((child) => [key, keyOf(child)]);
  });
  return paths.slice(0, MOST);
}

function entityPaths(field: FieldNode, representations: number): Path[] {
  const keys = new Set(fieldsOf(field.selectionSet).map(keyOf));
  return Array.from({ length: Math.min(representations, MOST) }, (_, index) => index).flatMap((index) =>
    [...keys].map((key): Path => ['_entities', index, key]),
  );
}

/** Fields of a selection, those of its fragments included; queries of the gateway use inline fragments only. */
function fieldsOf(selectionSet: SelectionSetNode | undefined): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
