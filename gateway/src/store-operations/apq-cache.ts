import type { PersistedQueryOptions } from '@apollo/server';
import type { Logger } from '@rushgraph/service';
import { LRUCache } from 'lru-cache';

type Cache = NonNullable<PersistedQueryOptions['cache']>;

export interface KeptTexts {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, unit: 'EX', seconds: number): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** By which Apollo Server keeps the text of a hash. */
export const APQ_PREFIX = 'apq:';

/** Clients send a query again that was forgotten. */
const KEPT_SECONDS = 86_400;
/**
 * Anybody may have any text kept, and what else is in this Redis must not be crowded out: so many characters in an hour, by
 * each gateway. The operations of a large client have a tenth of that.
 */
const CHARACTERS = 5_000_000;
const HOUR_MS = 3_600_000;
/** Hashes that this gateway had kept within the hour. */
const KEPT_LATELY = 10_000;

/**
 * Automatic persisted queries of all gateways together, in Redis. While Redis is away, and of who wants too much, nothing is
 * known and nothing is kept: clients then send whole queries, which is slower, but no fault.
 *
 * @param monotonic milliseconds of a clock that only goes on
 */
export function createApqCache(redis: KeptTexts, logger: Logger, monotonic = () => performance.now()): Cache {
  const room = createRoom(monotonic);
  const kept = new LRUCache<string, true>({
    max: KEPT_LATELY,
    ttl: HOUR_MS,
    ttlResolution: 0,
    perf: { now: monotonic },
  });

  async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      logger.debug({ err: error }, 'could not look up persisted queries');
      return undefined;
    }
  }

  return {
    async get(key) {
      const text = (await orNothing(redis.get(key))) ?? undefined;
      // Whatever Redis has lost is kept again.
      if (text === undefined) kept.delete(key);
      return text;
    },
    async set(key, value, options) {
      // Some clients send text and hash each time.
      if (kept.has(key) || !room.take(value.length)) return;
      kept.set(key, true);
      const isKept = await orNothing(redis.set(key, value, 'EX', options?.ttl ?? KEPT_SECONDS));
      if (isKept !== undefined) return;
      kept.delete(key);
      room.giveBack(value.length);
    },
    async delete(key) {
      return (await orNothing(redis.del(key))) === 1;
    },
  };
}

/** A bucket of characters that is filled again within an hour. */
function createRoom(monotonic: () => number) {
  let left = CHARACTERS;
  let at = monotonic();
  return {
    take(characters: number): boolean {
      const now = monotonic();
      left = Math.min(CHARACTERS, left + ((now - at) / HOUR_MS) * CHARACTERS);
      at = now;
      if (characters > left) return false;
      left -= characters;
      return true;
    },
    giveBack(characters: number): void {
      left = Math.min(CHARACTERS, left + characters);
    },
  };
}

const OWN_CHARACTERS = 10_000_000;

/** Those of this process alone. */
export function createOwnApqCache(): Cache {
  const texts = new LRUCache<string, string>({
    maxSize: OWN_CHARACTERS,
    sizeCalculation: (text, key) => text.length + key.length,
  });
  return {
    get: async (key) => texts.get(key),
    set: async (key, text) => void texts.set(key, text),
    delete: async (key) => texts.delete(key),
  };
}
