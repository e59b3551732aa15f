import type { Sql } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import type { SubgraphDefinition } from '../compose/compose-supergraph.ts';
import { schemaVersion } from '../db/schema.ts';
import { readNewest } from '../supergraphs.ts';

/** What is published, and what it composes to. */
export interface PublishedGraph {
  readonly version: number;
  readonly supergraphSdl: string;
  readonly subgraphs: readonly PublishedSubgraph[];
}

export interface PublishedSubgraph extends SubgraphDefinition {
  readonly version: number;
}

type VersionRow = Row<typeof schemaVersion>;

/** The published graph; undefined before the first publication. */
export async function readGraph(sql: Sql): Promise<PublishedGraph | undefined> {
  const newest = await readNewest(sql);
  if (newest === undefined) return undefined;
  const parts = Object.entries(newest.parts);
  const rows = await sql.rows<Pick<VersionRow, 'subgraph' | 'version' | 'sdl' | 'url'>>(
    `SELECT ${columnsOf(schemaVersion, 'subgraph', 'version', 'sdl', 'url')} FROM schema_version
     WHERE (subgraph, version) IN (?)`,
    [parts],
  );
  const subgraphs = rows.map(({ subgraph, version, sdl, url }) => ({ name: subgraph, version, sdl, url }));
  return { version: newest.version, supergraphSdl: newest.sdl, subgraphs };
}
