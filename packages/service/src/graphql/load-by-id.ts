import { gatherReads } from '@rushgraph/concurrency';
import DataLoader from 'dataloader';

/** Loads rows by their ids, all that one turn of a request asks for at once; null for an id that has none. */
export type Loader<Id, Row> = DataLoader<Id, Row | null>;

/** A loader for one request, from what finds many rows at once and leaves out those that are not there. */
export function loadById<Id extends string, Row>(
  find: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Row>>,
): Loader<Id, Row> {
  return new DataLoader(async (ids) => {
    const rows = await find(ids);
    return ids.map((id) => rows.get(id) ?? null);
  });
}

/**
 * A loader for one request, from what finds together by itself whatever is asked for at the same time. Each id is asked for
 * alone: one that cannot be read fails for nobody else, and nobody waits for one that takes longer.
 */
export function loadEach<Id extends string, Row>(
  find: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Row>>,
): Loader<Id, Row> {
  const loadOne = async (id: Id) => (await find([id])).get(id) ?? null;
  return new DataLoader((ids) => Promise.all(ids.map(loadOne)), { batch: false });
}

/**
 * Makes such loaders, one for each request; what requests ask for at the same time is found together. A row that `rowOf`
 * cannot read fails for whoever asked for that id, and for nobody else.
 */
export function loadersById<Id extends string, Found, Row>(
  find: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Found>>,
  rowOf: (found: Found) => Row,
): () => Loader<Id, Row> {
  const findForAll = gatherReads(find);
  return () =>
    new DataLoader(async (ids) => {
      const found = await findForAll(ids);
      return ids.map((id) => readRow(found.get(id), rowOf));
    });
}

function readRow<Found, Row>(found: Found | undefined, rowOf: (found: Found) => Row): Row | null | Error {
  if (found === undefined) return null;
  try {
    return rowOf(found);
  } catch (error) {
    return error instanceof Error ? error : new Error('A row could not be read', { cause: error });
  }
}
