import { eventually, race, silentLogger, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedis } from '../connection/connect.ts';
import { pingRedis } from '../connection/ping.ts';
import { createFences } from './fence-scripts.ts';
import { createFencedLock, type FencedLockOptions } from './fenced-lock.ts';
import type { HeldLock } from './hold-lock.ts';
import { LockTaken, LockUnavailable } from './lock-errors.ts';

const fixture = await testRedis();
afterAll(() => fixture.drop());
beforeEach(() => fixture.flush());
const opened: Redis[] = [];
const taken: HeldLock[] = [];
afterEach(async () => {
  for (const held of taken.splice(0)) await held.release();
  for (const redis of opened.splice(0)) redis.disconnect();
});

/** A process that takes locks by a connection of its own. */
async function setUp(options: Partial<FencedLockOptions> = {}, url = fixture.url) {
  const redis = createRedis({ url, name: 'lock-spec', logger: silentLogger() });
  opened.push(redis);
  if (url === fixture.url) await pingRedis(redis);
  const told: string[] = [];
  const logger = { warn: (_fields: unknown, text?: string) => void told.push(text ?? '') };
  const { acquire, raise } = createFencedLock({ redis, logger, ...options });
  return {
    redis,
    told,
    raise,
    async acquire(...keys: string[]): Promise<HeldLock> {
      const held = await acquire(keys);
      taken.push(held);
      return held;
    },
  };
}

const impatient = { waitMs: 0 };

it('gives a key to one after the other, each with a greater token', async () => {
  const { acquire } = await setUp({ waitMs: 20_000 });
  let holders = 0;
  const tokens: (number | undefined)[] = [];
  const results = await race(20, async () => {
    const held = await acquire('a');
    holders++;
    const others = holders - 1;
    tokens.push(held.tokens.get('a'));
    await fixture.redis.ping();
    holders--;
    await held.release();
    return others;
  });
  expect(results).toEqual(Array(20).fill({ status: 'fulfilled', value: 0 }));
  expect(tokens).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

it('gives all keys or none, and tells who has waited in vain', async () => {
  const one = await setUp();
  const other = await setUp(impatient);
  const held = await one.acquire('b', 'a', 'b');
  expect([...held.tokens]).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  await expect(other.acquire('c', 'b')).rejects.toThrow(LockTaken);
  expect([...(await other.acquire('c')).tokens]).toEqual([['c', 1]]);
});

it('refuses to lock nothing', async () => {
  const { acquire } = await setUp();
  await expect(acquire()).rejects.toThrow('a lock needs a key');
});

it('stays with a holder that lives longer than its lease', async () => {
  const holder = await setUp({ leaseMs: 150 });
  const rival = await setUp(impatient);
  const held = await holder.acquire('a');
  // Four extensions, each at a third of the lease.
  let [rises, left] = [0, 0];
  await eventually(
    async () => {
      const now = await fixture.redis.pttl('a');
      if (now > left) rises++;
      left = now;
      expect(rises).toBeGreaterThan(4);
    },
    { everyMs: 5 },
  );
  await expect(rival.acquire('a')).rejects.toThrow(LockTaken);
  expect([held.stillHeld(), holder.told]).toEqual([true, []]);
});

describe('a holder that has lost its lock', () => {
  it('is told by the extension, and does not release what another has', async () => {
    const holder = await setUp({ leaseMs: 150 });
    const rival = await setUp({ leaseMs: 60_000 });
    const held = await holder.acquire('a');
    await fixture.redis.del('a');
    const rivals = await rival.acquire('a');
    await eventually(() => expect(held.stillHeld()).toBe(false));
    await held.release();
    expect(holder.told).toEqual([
      'a lock was lost before its holder released it',
      'could not release a lock; it ends with its lease',
    ]);
    expect([rivals.stillHeld(), rivals.tokens.get('a'), await fixture.redis.exists('a')]).toEqual([true, 2, 1]);
  });

  it('knows it although Redis is away, and the next one waits no longer than the lease', async () => {
    const holder = await setUp({ leaseMs: 150 });
    const rival = await setUp({ waitMs: 10_000 });
    const held = await holder.acquire('a');
    holder.redis.disconnect();
    expect((await rival.acquire('a')).tokens.get('a')).toBe(2);
    expect(held.stillHeld()).toBe(false);
    await held.release();
  });

  it('gets no token when that was before it was counted', async () => {
    const { next } = createFences(fixture.redis);
    await fixture.redis.mset('a', 'holder', 'b', 'rival');
    expect(await next(['a', 'b'], 'holder')).toBeNull();
    expect(await fixture.redis.exists('a:fence', 'b:fence')).toBe(0);
  });
});

it('gives greater tokens than those that it is told of, and never smaller ones', async () => {
  const { acquire, raise } = await setUp();
  await raise(new Map([['a', 41]]));
  const held = await acquire('a');
  await held.release();
  await raise(new Map([['a', 7]]));
  expect([held.tokens.get('a'), (await acquire('a')).tokens.get('a')]).toEqual([42, 43]);
});

it('remembers tokens for long, but not for ever', async () => {
  const { acquire } = await setUp();
  await acquire('a');
  expect(await fixture.redis.pttl('a:fence')).toBeGreaterThan(23 * 3_600_000);
});

describe('when Redis is away', () => {
  it('says so at once', async () => {
    const { acquire, raise } = await setUp({ waitMs: 60_000 }, 'redis://127.0.0.1:1');
    await expect(acquire('a')).rejects.toThrow(LockUnavailable);
    await expect(raise(new Map([['a', 1]]))).rejects.toThrow(LockUnavailable);
  });

  it('says so to who is waiting for another holder', async () => {
    const holder = await setUp();
    const waiter = await setUp({ waitMs: 60_000 });
    await holder.acquire('a');
    const waiting = waiter.acquire('a');
    waiter.redis.disconnect();
    await expect(waiting).rejects.toThrow(LockUnavailable);
  });

  it('releases without a word to the caller', async () => {
    const { acquire, redis, told } = await setUp();
    const held = await acquire('a');
    redis.disconnect();
    await held.release();
    expect(told).toEqual(['could not release a lock; it ends with its lease']);
  });
});

it('calls a key of another type a fault of ours, and holds nothing', async () => {
  const { acquire } = await setUp();
  await fixture.redis.rpush('a:fence', 'x');
  await expect(acquire('a')).rejects.toThrow('WRONGTYPE');
  expect(await fixture.redis.exists('a')).toBe(0);
});
