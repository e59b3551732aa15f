import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { isRunning } from './unique-name.ts';

/** Redis has 16 databases; 0 holds the claims. */
const CLAIMABLE = 15;
const PATIENCE_MS = 60_000;
const claimKey = (index: number) => `testkit:database:${index}`;

const takeOver = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) return 1 end return 0`;
const giveBack = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export interface RedisClaim {
  /** Number of the logical database: empty, and nobody else's until released. */
  readonly index: number;
  release(): Promise<void>;
}

/**
 * Claims a logical database for one test file. Flushing it then hurts nobody: a file of another worker, or of another
 * test run on the same servers, has claimed another one. Claims of processes that are gone are taken over.
 */
export async function claimRedisDatabase(url: string): Promise<RedisClaim> {
  const redis = new Redis(url, { db: 0, maxRetriesPerRequest: 1 });
  try {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      for (let index = 1; index <= CLAIMABLE; index++) {
        const owner = `${process.pid}:${process.hrtime.bigint()}`;
        if (!(await claim(redis, index, owner))) continue;
        await redis.multi().select(index).flushdb().select(0).exec();
        return { index, release: () => release(url, index, owner) };
      }
      if (performance.now() > until) throw new Error(`All ${CLAIMABLE} Redis databases of the test server are in use`);
      await pause(100);
    }
  } finally {
    redis.disconnect();
  }
}

async function claim(redis: Redis, index: number, owner: string): Promise<boolean> {
  const key = claimKey(index);
  if ((await redis.set(key, owner, 'NX')) === 'OK') return true;
  const holder = await redis.get(key);
  if (holder === null || isRunning(Number.parseInt(holder, 10))) return false;
  return (await redis.eval(takeOver, 1, key, holder, owner)) === 1;
}

async function release(url: string, index: number, owner: string): Promise<void> {
  const redis = new Redis(url, { db: 0, maxRetriesPerRequest: 1 });
  try {
    await redis.eval(giveBack, 1, claimKey(index), owner);
  } finally {
    redis.disconnect();
  }
}
