import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import Redlock from 'redlock';
import { isRedisAway } from '../connection/is-redis-away.ts';
import { createFences } from './fence-scripts.ts';
import { type HeldLock, holdLock } from './hold-lock.ts';
import { LockTaken, LockUnavailable } from './lock-errors.ts';
import { createKeyQueue } from './queue-for-keys.ts';

export interface FencedLock {
  /**
   * Takes all of these keys, or none. Waits for other holders up to a bound: LockTaken. LockUnavailable at once when
   * Redis is away. The keys share a hash tag.
   */
  acquire(keys: readonly string[]): Promise<HeldLock>;
  /** The next tokens of these keys will be greater than these: for a Redis that has lost what it counted. */
  raise(tokens: ReadonlyMap<string, number>): Promise<void>;
}

export interface FencedLockOptions {
  /** Its commands should time out before a lease is over. */
  readonly redis: Redis;
  readonly logger: Pick<Logger, 'warn'>;
  /** How long others wait for a holder that has died. It is extended as long as the holder lives. Default 1,500. */
  readonly leaseMs?: number;
  /** How long to wait for others; longer than a lease, or the death of a holder is noticed by all. Default 2,000. */
  readonly waitMs?: number;
  /** After this a holder is given up, should it be alive or not. Default 30,000. */
  readonly longestMs?: number;
  /** Spreads rivals: 0 ≤ random() < 1. */
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 32;

/**
 * A lock on one Redis by redlock 4. It saves rivals from work that would be lost; it makes nothing correct, for a holder
 * that is paused goes on when its lease is over. Who writes under it does so with the token as a guard
 * (`… WHERE fence <= token`), so that a holder that was overtaken cannot.
 * https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html
 */
export function createFencedLock(options: FencedLockOptions): FencedLock {
  const { redis, leaseMs = 1_500, waitMs = 2_000, random = Math.random } = options;
  const fences = createFences(redis);
  const queue = createKeyQueue();

  /** One attempt; null when another holds one of the keys. */
  async function tryToTake(keys: readonly string[]): Promise<HeldLock | null> {
    const faults: unknown[] = [];
    // One for each attempt: redlock does not say whose call has failed. It retries by itself without telling why.
    const redlock = new Redlock([clientOf(redis)], { retryCount: 0 });
    redlock.on('clientError', (fault) => faults.push(fault));
    const startedAt = performance.now();
    let lock: Redlock.Lock;
    try {
      lock = await redlock.acquire([...keys], leaseMs);
    } catch (error) {
      if (faults.length === 0 && error instanceof Redlock.LockError) return null;
      throw faults[0] ?? error;
    }
    try {
      const tokens = await fences.next(keys, lock.value ?? '');
      if (tokens !== null) {
        return holdLock({ ...options, lock, leaseMs, startedAt, keys, tokens, onReleased: () => queue.call(keys) });
      }
    } catch (error) {
      await lock.unlock().catch(() => undefined);
      throw error;
    }
    await lock.unlock().catch(() => undefined);
    return null;
  }

  return {
    async acquire(keys) {
      const sorted = [...new Set(keys)].sort();
      if (sorted.length === 0) throw new RangeError('a lock needs a key');
      const until = performance.now() + waitMs;
      for (let attempt = 0; ; attempt++) {
        const held = await tellWhenAway(() => tryToTake(sorted));
        if (held !== null) return held;
        const left = until - performance.now();
        if (left <= 0) throw new LockTaken(`others have held ${sorted.join(', ')} for ${waitMs} ms`);
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + random());
        await queue.wait(sorted, Math.min(left, pauseMs));
      }
    },
    raise: (tokens) => tellWhenAway(() => fences.raise(tokens)),
  };
}

async function tellWhenAway<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    throw new LockUnavailable('Redis cannot be asked for a lock', { cause: error });
  }
}

type Answer = (error: Error | null, reply?: unknown) => void;
type Arguments = (string | number)[];

/** What redlock asks of a client: its types leave out evalsha. */
function clientOf(redis: Redis) {
  /** What redlock's callback gives back is a promise of its own, and none of ours. */
  const tell = (reply: Promise<unknown>, answer: Answer = () => undefined) => {
    reply.then(
      (value) => void answer(null, value),
      (error: unknown) => void answer(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return {
    evalsha: (digest: string, values: Arguments, answer?: Answer) =>
      tell(redis.call('EVALSHA', digest, ...values), answer),
    eval: (values: Arguments, answer?: Answer) => tell(redis.call('EVAL', ...values), answer),
  };
}
