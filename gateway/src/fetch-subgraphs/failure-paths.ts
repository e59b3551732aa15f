import type { DocumentNode, FieldNode } from 'graphql';
import { fieldsOf, keyOf, rootFieldsOf } from './fetched-fields.ts';

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
  const paths = withoutTypename(rootFieldsOf(document)).flatMap((field): Path[] => {
    if (field.name.value === '_entities') return entityPaths(field, representations);
    const key = keyOf(field);
    if (!shared.has(field.name.value)) return [[key]];
    const own = withoutTypename(fieldsOf(field.selectionSet)).filter(({ name }) => name.value !== 'id');
    // Without fields of its own it was asked for the whole: nothing else will answer that.
    return own.length === 0 ? [[key]] : own.map((child) => [key, keyOf(child)]);
  });
  return paths.slice(0, MOST);
}

function entityPaths(field: FieldNode, representations: number): Path[] {
  const keys = new Set(withoutTypename(fieldsOf(field.selectionSet)).map(keyOf));
  return Array.from({ length: Math.min(representations, MOST) }, (_, index) => index).flatMap((index) =>
    [...keys].map((key): Path => ['_entities', index, key]),
  );
}

function withoutTypename(fields: readonly FieldNode[]): FieldNode[] {
  return fields.filter(({ name }) => name.value !== '__typename');
}
