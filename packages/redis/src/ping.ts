import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';

const LIMIT_MS = 2_000;

/** Resolves when the server answers; waits at most `limitMs` for a connection that is being made. */
export async function pingRedis(redis: Redis | Cluster, { limitMs = LIMIT_MS } = {}): Promise<void> {
  const ended = new AbortController();
  const late = wait(limitMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`no answer from Redis within ${limitMs} ms`);
  });
  try {
    await Promise.race([late, ready(redis, ended.signal).then(() => redis.ping())]);
  } finally {
    // The abort rejects `late`, which nobody awaits any more: the race has already taken that rejection.
    ended.abort();
  }
}

/** Waits for a connection; the first failure on the way rejects with the driver's reason. */
function ready(redis: Redis | Cluster, signal: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  if (redis.status === 'end') return Promise.reject(new Error('the connection to Redis was closed'));
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('the connection to Redis was closed'));
    redis.once('ready', resolve).once('error', reject).once('end', closed);
    signal.addEventListener('abort', () => {
      redis.off('ready', resolve).off('error', reject).off('end', closed);
    });
  });
}
