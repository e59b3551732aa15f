import type { Sql } from '@rushgraph/database';
import type { SubgraphDefinition } from './compose/compose-supergraph.ts';
import { readHistory, readVersion } from './store/history.ts';
import type { PublishedSubgraph } from './store/read-graph.ts';

export interface EarlierSchema {
  readonly version: number;
  readonly schema: SubgraphDefinition;
}

/** The newest version of a subgraph's schema that differs from the one that is published; undefined when there is none. */
export async function earlierSchema(sql: Sql, published: PublishedSubgraph): Promise<EarlierSchema | undefined> {
  // What was rolled back from lies between a rollback and the version that it repeats: a repeated rollback goes further back.
  const [newest] = await readHistory(sql, published.name, 1);
  const repeats = newest?.version === published.version ? newest.repeats : null;
  for (let version = (repeats ?? published.version) - 1; version > 0; version--) {
    const schema = await readVersion(sql, published.name, version);
    if (schema !== undefined && (schema.sdl !== published.sdl || schema.url !== published.url))
      return { version, schema };
  }
  return undefined;
}
