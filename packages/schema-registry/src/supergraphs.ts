import type { Sql } from '@rushgraph/database';
import { defineQuery, desc, given, gt } from '@rushgraph/database/query';
import { supergraph } from './db/schema.ts';

/** Redis channel on which the version of a supergraph is told, once it is published. */
export const PUBLISHED_CHANNEL = 'schema-registry:published';

/** What the published schemas compose to. */
export interface PublishedSupergraph {
  readonly version: number;
  readonly sdl: string;
  /** The version of each subgraph that it is made of. */
  readonly parts: Readonly<Record<string, number>>;
}

const newest = defineQuery({ than: given<number>() }, (builder, { than }) =>
  builder
    .select({ version: supergraph.version, sdl: supergraph.sdl, parts: supergraph.parts })
    .from(supergraph)
    .where(gt(supergraph.version, than))
    .orderBy(desc(supergraph.version))
    .limit(1),
);

/** The newest supergraph that is newer than `than`; undefined when there is none. */
export async function readNewest(sql: Sql, than = 0): Promise<PublishedSupergraph | undefined> {
  const [found] = await newest(sql, { than });
  return found;
}
