import type { Tx } from '@rushgraph/database';
import { defineWrite, given } from '@rushgraph/database/query';
import { schemaVersion, supergraph } from '../db/schema.ts';

type NewVersion = typeof schemaVersion.$inferSelect;
type NewSupergraph = typeof supergraph.$inferSelect;

const addVersion = defineWrite(
  {
    subgraph: given<string>(),
    version: given<number>(),
    sdl: given<string>(),
    url: given<string>(),
    publishedBy: given<string>(),
    publishedAt: given<Date>(),
    forced: given<NewVersion['forced']>(),
    repeats: given<number | null>(),
  },
  (builder, values) => builder.insert(schemaVersion).values(values),
);

const addSupergraph = defineWrite(
  {
    version: given<number>(),
    sdl: given<string>(),
    parts: given<NewSupergraph['parts']>(),
    publishedAt: given<Date>(),
  },
  (builder, values) => builder.insert(supergraph).values(values),
);

/** Adds all of a publication. A version that another publication has taken is a duplicate key. */
export async function addPublication(tx: Tx, whole: NewSupergraph, versions: readonly NewVersion[]): Promise<void> {
  await Promise.all([...versions.map((version) => addVersion(tx, version)), addSupergraph(tx, whole)]);
}
