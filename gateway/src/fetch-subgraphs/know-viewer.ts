import type { Viewer } from '@rushgraph/identity';
import type { DocumentNode, FieldNode } from 'graphql';
import { fieldsOf, keyOf, rootFieldsOf } from './fetched-fields.ts';
import type { SubgraphError } from './subgraph-client.ts';

/** The field that is whoever asks, and the type of it. */
const VIEWER_FIELD = 'me';
const VIEWER_TYPE = 'User';

type Errors = readonly SubgraphError[];

interface Received {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly SubgraphError[] | undefined;
}

/**
 * Fills in who asks where a subgraph failed to. It is known here, so no subgraph that is away can cost it: planners take
 * a key such as `id` from any subgraph they visit anyway, and without it everything below would be lost, what the living
 * ones answered included. What only the failed one knows stays an error, at its own path.
 */
export function knowViewer<R extends Received>(received: R, document: DocumentNode, viewer: Viewer): R | Received {
  const { data, errors } = received;
  if (errors === undefined) return received;
  const lost = rootFieldsOf(document).filter(
    (field) => field.name.value === VIEWER_FIELD && isLost(data, errors, keyOf(field)),
  );
  if (lost.length === 0) return received;
  const known = Object.fromEntries(lost.map((field) => [keyOf(field), identity(field, viewer)]));
  const left = lost.reduce((remaining, field) => moveBelow(remaining, field, viewer), errors);
  return { ...received, data: { ...data, ...known }, errors: left.length > 0 ? left : undefined };
}

function isLost(data: Received['data'], errors: Errors, key: string): boolean {
  return data?.[key] == null && errors.some(({ path }) => path?.[0] === key);
}

/** Nobody is nobody at every subgraph. */
function identity(field: FieldNode, viewer: Viewer): Record<string, unknown> | null {
  if (viewer.kind !== 'user') return null;
  const values: ReadonlyMap<string, string> = new Map([
    ['id', viewer.id],
    ['__typename', VIEWER_TYPE],
  ]);
  return Object.fromEntries(
    fieldsOf(field.selectionSet).flatMap((child) => {
      const value = values.get(child.name.value);
      return value === undefined ? [] : [[keyOf(child), value]];
    }),
  );
}

/** An error of the whole field becomes one of each field that is still missing: none, if the rest is known. */
function moveBelow(errors: Errors, field: FieldNode, viewer: Viewer): Errors {
  const key = keyOf(field);
  const missing = fieldsOf(field.selectionSet).filter(({ name }) => name.value !== 'id' && name.value !== '__typename');
  return errors.flatMap((error) => {
    if (error.path?.[0] !== key) return [error];
    if (viewer.kind !== 'user') return [];
    return error.path.length > 1 ? [error] : missing.map((child) => ({ ...error, path: [key, keyOf(child)] }));
  });
}
