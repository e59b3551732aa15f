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

/** Makes such loaders, one for each request; what requests ask for at the same time is found together. */
export function loadersById<Id extends string, Row>(
  find: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Row>>,
): () => Loader<Id, Row> {
  const findForAll = gatherReads(find);
  return () => loadById(findForAll);
}
