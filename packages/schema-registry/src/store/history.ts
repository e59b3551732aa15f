import type { Sql } from '@rushgraph/database';
import { and, defineQuery, desc, eq, given } from '@rushgraph/database/query';
import type { SubgraphDefinition } from '../compose/compose-supergraph.ts';
import { schemaVersion } from '../db/schema.ts';

/** One publication of a subgraph's schema. */
export interface HistoryEntry {
  readonly version: number;
  readonly by: string;
  readonly at: Date;
  readonly url: string;
  /** What it breaks although it was used; null where nobody had to force it. */
  readonly forced: readonly string[] | null;
  /** The version that it repeats, of a rollback. */
  readonly repeats: number | null;
}

const newest = defineQuery({ subgraph: given<string>(), limit: given<number>() }, (builder, { subgraph, limit }) =>
  builder
    .select({
      version: schemaVersion.version,
      by: schemaVersion.publishedBy,
      at: schemaVersion.publishedAt,
      url: schemaVersion.url,
      forced: schemaVersion.forced,
      repeats: schemaVersion.repeats,
    })
    .from(schemaVersion)
    .where(eq(schemaVersion.subgraph, subgraph))
    .orderBy(desc(schemaVersion.version))
    .limit(limit),
);

/** What was published of a subgraph, newest first. */
export async function readHistory(sql: Sql, subgraph: string, limit: number): Promise<readonly HistoryEntry[]> {
  return newest(sql, { subgraph, limit });
}

const oneVersion = defineQuery({ subgraph: given<string>(), version: given<number>() }, (builder, places) =>
  builder
    .select({ name: schemaVersion.subgraph, url: schemaVersion.url, sdl: schemaVersion.sdl })
    .from(schemaVersion)
    .where(and(eq(schemaVersion.subgraph, places.subgraph), eq(schemaVersion.version, places.version))),
);

/** A version of a subgraph's schema as it was published; undefined when there is none. */
export async function readVersion(
  sql: Sql,
  subgraph: string,
  version: number,
): Promise<SubgraphDefinition | undefined> {
  const [found] = await oneVersion(sql, { subgraph, version });
  return found;
}
