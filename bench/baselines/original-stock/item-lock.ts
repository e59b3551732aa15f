import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

const LEASE_MS = 3_000;
const TAKE = `
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return -1 end
return redis.call('PTTL', KEYS[1])`;
const GIVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('PUBLISH', KEYS[1], '0')`;

/** A lock per name as Redisson's RLock: of those who wait in this process, a message about its end wakes one. */
export function createItemLock(url: string, prefix: string) {
  const redis = new Redis(url, { protocol: 2 });
  const subscriber = new Redis(url, { protocol: 2 });
  const waiting = new Map<string, (() => void)[]>();
  subscriber.on('message', (channel: string) => waiting.get(channel)?.shift()?.());

  async function wait(key: string, forMs: number): Promise<void> {
    const queue = waiting.get(key) ?? [];
    if (!waiting.has(key)) {
      waiting.set(key, queue);
      await subscriber.subscribe(key);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.push(resolve);
    const limit = new AbortController();
    await Promise.race([promise, pause(forMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    const index = queue.indexOf(resolve);
    if (index >= 0) queue.splice(index, 1);
  }

  return {
    redis,
    async withLock<T>(name: string, owner: string, work: () => Promise<T>): Promise<T> {
      const key = `${prefix}lock:${name}`;
      for (;;) {
        const left = Number(await redis.eval(TAKE, 1, key, owner, LEASE_MS));
        if (left < 0) break;
        await wait(key, Math.min(Math.max(left, 1), LEASE_MS));
      }
      try {
        return await work();
      } finally {
        await redis.eval(GIVE, 1, key, owner);
      }
    },
    async close() {
      await redis.quit();
      await subscriber.quit();
    },
  };
}
