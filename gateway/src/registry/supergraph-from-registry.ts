import type { Database } from '@rushgraph/database';
import { type PublishedSupergraph, readNewest } from '@rushgraph/schema-registry/supergraphs';
import { mostUsedTexts } from '@rushgraph/schema-registry/use';
import type { Redis } from 'ioredis';
import { createHandOver, type Offered } from '../load-supergraph/hand-over.ts';
import type { SupergraphSource } from '../load-supergraph/supergraph-source.ts';
import { createSupergraphStatus, type SupergraphStatusDeps } from '../load-supergraph/supergraph-status.ts';
import { startRecordingUse } from '../record-use/record-use.ts';
import type { CheckSupergraph } from './check-supergraph.ts';
import { type KeptSupergraph, keepSupergraph, readKept } from './keep-supergraph.ts';
import { watchRegistry } from './watch-registry.ts';

export interface RegistryOptions extends Omit<SupergraphStatusDeps, 'source' | 'first'> {
  readonly database: Database;
  readonly redis: Redis;
  /** Whether what was kept can still be served. */
  readonly check: CheckSupergraph;
  /** Where the last good supergraph is kept. */
  readonly keptPath: string;
  readonly pollMs: number;
  /** How often use is recorded. */
  readonly recordMs: number;
}

/** A registry that takes longer to answer is away. */
const LIMIT_MS = 2_000;
/** Whoever has nothing to begin with waits longer, for a registry that is only busy. */
const START_LIMIT_MS = 20_000;
/** So many of the most used operations are planned before the first request. */
const FIRST_TEXTS = 200;
const SOURCE = 'the schema registry';

interface Versioned extends Offered {
  readonly version: number;
}

/**
 * What is published in the schema registry. A start begins with what was good before, from disk, and then takes the newest
 * as a running gateway takes it; so neither a registry that is away nor a bad supergraph in it keeps a gateway from starting.
 * Rejects when there is neither.
 */
export async function supergraphFromRegistry(options: RegistryOptions): Promise<SupergraphSource> {
  const { database, redis, keptPath, pollMs, recordMs, health, logger } = options;
  const sql = database.within(LIMIT_MS);
  const [kept, newest, firstTexts] = await Promise.all([
    readKeptOrWarn(options),
    unlessAway(options, readNewest(sql), undefined),
    unlessAway(options, mostUsedTexts(sql, weekBefore(options.now()), FIRST_TEXTS), []),
  ]);
  const awaited = async () => unlessAway(options, readNewest(database.within(START_LIMIT_MS)), undefined);
  const first = chooseFirst(kept, newest, options) ?? (await awaited());
  if (first === undefined)
    throw new Error(`nothing has been published that can be had, and nothing is kept at ${keptPath}`);
  const status = createSupergraphStatus({ ...options, source: SOURCE, first: nameOf(first) });
  const handOver = createHandOver<Versioned>(status, keep);
  const offer = (published: PublishedSupergraph) => handOver.offer({ ...published, name: nameOf(published) });
  let keeping: Promise<void> = Promise.resolve();

  function keep({ version, sdl }: KeptSupergraph): void {
    keeping = keeping
      .then(() => keepSupergraph(keptPath, { version, sdl }))
      .catch((error: unknown) => {
        logger.error(
          { err: error, path: keptPath },
          'the supergraph cannot be kept on disk: a start needs the registry',
        );
      });
  }

  // A registry that was filled anew counts from one again.
  if (newest !== undefined && newest.sdl !== first.sdl) offer(newest);
  const watch = watchRegistry({
    sql,
    redis,
    pollMs,
    known: newest?.version ?? first.version,
    onPublished: offer,
    logger,
  });
  health.check('registry', watch.check, { required: false });
  const use = startRecordingUse({ ...options, everyMs: recordMs });
  return {
    name: SOURCE,
    sdl: first.sdl,
    firstTexts,
    use,
    follow(take) {
      // Who follows has found that the first one is good.
      if (first !== kept) keep(first);
      handOver.follow(take);
    },
    settled: handOver.settled,
    async stop() {
      await watch.stop();
      await handOver.stop();
      await use.stop();
      await keeping;
    },
  };
}

/** What was good before; unless it cannot be served any more, and there is something else. */
function chooseFirst(
  kept: KeptSupergraph | undefined,
  newest: PublishedSupergraph | undefined,
  { check, keptPath, logger }: RegistryOptions,
): KeptSupergraph | undefined {
  if (kept === undefined || kept.sdl === newest?.sdl) return newest;
  try {
    check(kept.sdl);
    return kept;
  } catch (error) {
    logger.error({ err: error, path: keptPath }, 'the supergraph that was kept on disk cannot be served any more');
    return newest;
  }
}

async function readKeptOrWarn({ keptPath, logger }: RegistryOptions): Promise<KeptSupergraph | undefined> {
  try {
    return await readKept(keptPath);
  } catch (error) {
    logger.error({ err: error, path: keptPath }, 'the supergraph that was kept on disk cannot be read');
    return undefined;
  }
}

async function unlessAway<T>({ logger }: RegistryOptions, answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    logger.warn({ err: error }, 'the schema registry does not answer');
    return otherwise;
  }
}

const weekBefore = (now: Date) => new Date(now.getTime() - 7 * 24 * 3_600_000);
const nameOf = ({ version }: KeptSupergraph) => `version ${version}`;
