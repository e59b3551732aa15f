import { type Database, isDuplicateKey, type Tx } from '@rushgraph/database';
import { type Compared, checkSchemas, type Verdict } from './check-schemas.ts';
import type { SubgraphDefinition } from './compose/compose-supergraph.ts';
import { addPublication } from './store/add-publication.ts';
import { type PublishedGraph, readGraph } from './store/read-graph.ts';

export interface Publication {
  readonly schemas: readonly SubgraphDefinition[];
  readonly by: string;
  readonly at: Date;
  /** From when on use counts. */
  readonly since: Date;
  /** Publishes what breaks clients, and records that. What does not compose is never published. */
  readonly force: boolean;
  /** Publishes the first schemas of a registry alone. */
  readonly onlyFirst?: boolean;
  /** Versions that the schemas repeat, by subgraph: of a rollback. */
  readonly repeats?: ReadonlyMap<string, number>;
}

/** What is written of a publication. */
export interface Published {
  /** The version of the supergraph. */
  readonly version: number;
  readonly versions: Readonly<Record<string, number>>;
  /** Whether clients are broken knowingly. */
  readonly isForced: boolean;
}

export interface PublicationOutcome {
  readonly verdict: Verdict;
  /** Undefined when nothing was published: the verdict says why. */
  readonly published: Published | undefined;
}

/** So often another publication may come in between. */
const ATTEMPTS = 10;

/**
 * Publishes schemas together with what all of them compose to, in one transaction, upon the version that they were checked
 * against: when somebody else has published meanwhile, they are checked again.
 */
export async function publishSchemas(database: Database, publication: Publication): Promise<PublicationOutcome> {
  for (let attempt = 1; ; attempt++) {
    const base = await readGraph(database);
    if (publication.onlyFirst === true && base !== undefined)
      return { verdict: { outcome: 'not-empty' }, published: undefined };
    const verdict = await checkSchemas(database, { ...publication, base, now: publication.at });
    if (!mayBePublished(verdict, publication)) return { verdict, published: undefined };
    try {
      const added = await database.transaction((tx) => add(tx, publication, { base, verdict }));
      return { verdict, published: { ...added, isForced: verdict.outcome !== 'compatible' } };
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

type Composed = Extract<Verdict, Compared>;

function mayBePublished(verdict: Verdict, { force }: Publication): verdict is Composed {
  if (!('supergraphSdl' in verdict)) return false;
  return force || verdict.outcome === 'compatible';
}

interface Checked {
  readonly base: PublishedGraph | undefined;
  readonly verdict: Composed;
}

async function add(tx: Tx, { schemas, by, at, repeats }: Publication, { base, verdict }: Checked) {
  const version = (base?.version ?? 0) + 1;
  const before = Object.fromEntries((base?.subgraphs ?? []).map((subgraph) => [subgraph.name, subgraph.version]));
  const versions = Object.fromEntries(schemas.map(({ name }) => [name, (before[name] ?? 0) + 1]));
  const parts = { ...before, ...versions };
  const forced = verdict.outcome === 'compatible' ? null : brokenBy(verdict);
  await addPublication(
    tx,
    { version, sdl: verdict.supergraphSdl, parts, publishedAt: at },
    schemas.map(({ name, sdl, url }) => ({
      subgraph: name,
      version: versions[name] ?? 1,
      sdl,
      url,
      publishedBy: by,
      publishedAt: at,
      forced,
      repeats: repeats?.get(name) ?? null,
    })),
  );
  return { version, versions };
}

/** What breaks clients, or may, in words. */
function brokenBy({ changes, outcome }: Composed): readonly string[] {
  const broken = changes.filter(({ isBreaking, uses }) => isBreaking && (uses > 0 || outcome === 'use-unknown'));
  return broken.map(({ words }) => words);
}
