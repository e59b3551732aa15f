import type { Sql } from '@rushgraph/database';
import { PUBLISHED_CHANNEL, type PublishedSupergraph, readNewest } from '@rushgraph/schema-registry/supergraphs';
import { type Logger, runEvery } from '@rushgraph/service';
import type { Redis } from 'ioredis';

export interface WatchRegistryOptions {
  /** Gives up what takes long: a registry that stands still is away. */
  readonly sql: Sql;
  /** A connection for this alone: it hears of publications. */
  readonly redis: Redis;
  readonly pollMs: number;
  /** The version that is known at first. */
  readonly known: number;
  readonly onPublished: (supergraph: PublishedSupergraph) => void;
  readonly logger: Logger;
}

export interface RegistryWatch {
  /** Rejects with the reason when the registry did not answer last time. Waits for nothing. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks for new supergraphs when Redis tells of one, when Redis is back, and now and then in any case. */
export function watchRegistry(options: WatchRegistryOptions): RegistryWatch {
  const { sql, redis, pollMs, onPublished, logger } = options;
  let { known } = options;
  let problem: unknown;
  let looking: Promise<void> | undefined;
  let isToldAgain = false;
  let isStopped = false;

  async function look(): Promise<void> {
    try {
      const newest = await readNewest(sql, known);
      if (problem !== undefined) logger.info('the schema registry answers again');
      problem = undefined;
      if (newest === undefined) return;
      known = newest.version;
      onPublished(newest);
    } catch (error) {
      if (problem === undefined)
        logger.warn({ err: error }, 'the schema registry does not answer; the last supergraph stays');
      problem = error;
    }
  }

  /** One look at a time; who is told during a look looks once more. */
  function lookNow(): Promise<void> {
    if (looking !== undefined) {
      isToldAgain = true;
      return looking;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!isToldAgain || isStopped) return;
      isToldAgain = false;
      void lookNow();
    });
    return looking;
  }

  const polling = runEvery({
    name: 'looking into the schema registry',
    everyMs: pollMs,
    async work() {
      await lookNow();
      return false;
    },
    logger,
  });
  const told = () => void lookNow();
  redis.on('message', told);
  // What was told while it was away, nobody heard.
  redis.on('ready', told);
  redis.subscribe(PUBLISHED_CHANNEL).catch((error: unknown) => {
    if (!isStopped) logger.warn({ err: error }, 'Redis does not tell of new supergraphs; the registry is polled alone');
  });
  return {
    async check() {
      if (problem !== undefined) throw problem;
    },
    async stop() {
      isStopped = true;
      redis.off('message', told).off('ready', told);
      await polling.stop();
      await looking;
    },
  };
}
