import type { Sql } from '@rushgraph/database';
import { apiSchemaOf } from './compare/api-schema.ts';
import { compareAskedOf } from './compare/compare-asked.ts';
import { compareSchemas } from './compare/compare-schemas.ts';
import { composeSupergraph, type SubgraphDefinition } from './compose/compose-supergraph.ts';
import type { PublishedGraph } from './store/read-graph.ts';
import { type RecordedTime, readUse, recordedTime } from './use/read-use.ts';
import { type WeighedChange, weighChanges } from './use/weigh-changes.ts';

/** What would become of the graph. */
export interface Compared {
  readonly supergraphSdl: string;
  /** What clients would see of it, and what gateways would ask of these subgraphs; empty for the first publication, which nobody can depend on. */
  readonly changes: readonly WeighedChange[];
  /** When use was recorded, within the time that was asked for; undefined when it never was. */
  readonly recorded: RecordedTime | undefined;
}

export type Verdict =
  /** Only an empty registry was to be filled, and this one is not. */
  | { readonly outcome: 'not-empty' }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'does-not-compose'; readonly problems: readonly string[] }
  /** Nothing that is used would break. */
  | ({ readonly outcome: 'compatible' } & Compared)
  /** Operations would break that were used. */
  | ({ readonly outcome: 'breaks-clients' } & Compared)
  /** Something may break, and nothing was recorded, or nothing of late, that would tell whether it is used. */
  | ({ readonly outcome: 'use-unknown' } & Compared);

export interface CheckRequest {
  readonly base: PublishedGraph | undefined;
  /** Schemas that take the place of published ones, or join them. */
  readonly schemas: readonly SubgraphDefinition[];
  /** From when on use counts. */
  readonly since: Date;
  readonly now: Date;
}

/** A shop is asked something every day: when nothing was recorded for longer, nobody records. */
const LONGEST_SILENCE_MS = 25 * 3_600_000;

/** Says what publishing these schemas would do to the graph and its clients. Changes nothing. */
export async function checkSchemas(sql: Sql, { base, schemas, since, now }: CheckRequest): Promise<Verdict> {
  if (base !== undefined && schemas.every((schema) => isPublished(schema, base))) return { outcome: 'unchanged' };
  const names = new Set(schemas.map(({ name }) => name));
  const others = (base?.subgraphs ?? []).filter(({ name }) => !names.has(name));
  const composition = composeSupergraph([...others, ...schemas]);
  if (!composition.ok) return { outcome: 'does-not-compose', problems: composition.problems };
  const { supergraphSdl } = composition;
  const after = apiSchemaOf(supergraphSdl);
  if (base === undefined) return { outcome: 'compatible', supergraphSdl, changes: [], recorded: undefined };
  const seen = compareSchemas(apiSchemaOf(base.supergraphSdl), after);
  const changes = [...seen, ...compareAskedOf([...names], [base.supergraphSdl, supergraphSdl], seen)];
  const coordinates = [...new Set(changes.flatMap(({ breaks }) => breaks))];
  if (coordinates.length === 0) {
    const changesNothing = weighChanges(changes, [], after);
    return { outcome: 'compatible', supergraphSdl, changes: changesNothing, recorded: await recordedTime(sql, since) };
  }
  const [recorded, used] = await Promise.all([recordedTime(sql, since), readUse(sql, { since, coordinates })]);
  const weighed = weighChanges(changes, used, after);
  const isUsed = weighed.some(({ uses }) => uses > 0);
  const isKnown = recorded !== undefined && now.getTime() - recorded.until.getTime() <= LONGEST_SILENCE_MS;
  const outcome = isUsed ? 'breaks-clients' : isKnown ? 'compatible' : 'use-unknown';
  return { outcome, supergraphSdl, changes: weighed, recorded };
}

function isPublished({ name, url, sdl }: SubgraphDefinition, { subgraphs }: PublishedGraph): boolean {
  const published = subgraphs.find((subgraph) => subgraph.name === name);
  return published !== undefined && published.url === url && published.sdl === sdl;
}
