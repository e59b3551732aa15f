import type { Sql } from '@rushgraph/database';
import { apiSchemaOf } from './compare/api-schema.ts';
import { compareSchemas } from './compare/compare-schemas.ts';
import { composeSupergraph, type SubgraphDefinition } from './compose/compose-supergraph.ts';
import type { PublishedGraph } from './store/read-graph.ts';
import { firstUse, readUse } from './use/read-use.ts';
import { type WeighedChange, weighChanges } from './use/weigh-changes.ts';

/** What would become of the graph. */
export interface Compared {
  readonly supergraphSdl: string;
  /** What clients would see of it; empty for the first publication, which nobody can depend on. */
  readonly changes: readonly WeighedChange[];
  /** Since when use is known, within the time that was asked for; undefined when none is. */
  readonly usedSince: Date | undefined;
}

export type Verdict =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'does-not-compose'; readonly problems: readonly string[] }
  /** Nothing that is used would break. */
  | ({ readonly outcome: 'compatible' } & Compared)
  /** Operations would break that were used. */
  | ({ readonly outcome: 'breaks-clients' } & Compared)
  /** Something may break, and nothing was recorded that would tell whether it is used. */
  | ({ readonly outcome: 'use-unknown' } & Compared);

export interface CheckRequest {
  readonly base: PublishedGraph | undefined;
  /** Schemas that take the place of published ones, or join them. */
  readonly schemas: readonly SubgraphDefinition[];
  /** From when on use counts. */
  readonly since: Date;
}

/** Says what publishing these schemas would do to the graph and its clients. Changes nothing. */
export async function checkSchemas(sql: Sql, { base, schemas, since }: CheckRequest): Promise<Verdict> {
  if (base !== undefined && schemas.every((schema) => isPublished(schema, base))) return { outcome: 'unchanged' };
  const names = new Set(schemas.map(({ name }) => name));
  const others = (base?.subgraphs ?? []).filter(({ name }) => !names.has(name));
  const composition = composeSupergraph([...others, ...schemas]);
  if (!composition.ok) return { outcome: 'does-not-compose', problems: composition.problems };
  const { supergraphSdl } = composition;
  const after = apiSchemaOf(supergraphSdl);
  if (base === undefined) return { outcome: 'compatible', supergraphSdl, changes: [], usedSince: undefined };
  const changes = compareSchemas(apiSchemaOf(base.supergraphSdl), after);
  const coordinates = [...new Set(changes.flatMap(({ breaks }) => breaks))];
  if (coordinates.length === 0) {
    const changesNothing = weighChanges(changes, [], after);
    return { outcome: 'compatible', supergraphSdl, changes: changesNothing, usedSince: await firstUse(sql, since) };
  }
  const [usedSince, used] = await Promise.all([firstUse(sql, since), readUse(sql, { since, coordinates })]);
  const weighed = weighChanges(changes, used, after);
  const isUsed = weighed.some(({ uses }) => uses > 0);
  const outcome = usedSince === undefined ? 'use-unknown' : isUsed ? 'breaks-clients' : 'compatible';
  return { outcome, supergraphSdl, changes: weighed, usedSince };
}

function isPublished({ name, url, sdl }: SubgraphDefinition, { subgraphs }: PublishedGraph): boolean {
  const published = subgraphs.find((subgraph) => subgraph.name === name);
  return published !== undefined && published.url === url && published.sdl === sdl;
}
