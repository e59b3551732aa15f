import { withinLimit } from '@rushgraph/concurrency';
import type { Cluster, Redis } from 'ioredis';

const LIMIT_MS = 2_000;

/** Resolves when the server answers; waits at most `limitMs` for a connection that is being made. */
export async function pingRedis(redis: Redis | Cluster, { limitMs = LIMIT_MS } = {}): Promise<void> {
  const ended = new AbortController();
  try {
    await withinLimit(
      limitMs,
      () => ready(redis, ended.signal).then(() => redis.ping()),
      () => new Error(`no answer from Redis within ${limitMs} ms`),
    );
  } finally {
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
