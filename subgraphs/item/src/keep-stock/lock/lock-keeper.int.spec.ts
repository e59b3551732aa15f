import { isRetryable, type Tx } from '@rushgraph/database';
import { createFencedLock, createRedis, type FencedLock, type FencedLockOptions, pingRedis } from '@rushgraph/redis';
import { eventually, race, silentLogger, type TestRedis, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alteredTx } from '../../../test/altered-tx.ts';
import { itSellsExactly } from '../../../test/exactness.ts';
import { item, request } from '../../../test/item-fixture.ts';
import { type KeeperFixture, keeperFixture } from '../../../test/keeper-fixture.ts';
import { moveStockBy } from '../../restock-item/move-stock-by.ts';
import type { StockKeeper, StockRequest } from '../decide/stock-keeper.ts';
import { createMergeKeeper } from '../merge/merge-keeper.ts';
import { createLockKeeper } from './lock-keeper.ts';

let shop: KeeperFixture;
let server: TestRedis;
const opened: Redis[] = [];
const merge = createMergeKeeper();
const keyOf = (name: string) => `{stock}:lock:${item(name)}`;

async function lockOf(options: Partial<FencedLockOptions> = {}): Promise<FencedLock> {
  const redis = createRedis({ url: server.url, name: 'lock-keeper-spec', logger: silentLogger() });
  opened.push(redis);
  await pingRedis(redis);
  return createFencedLock({ redis, logger: silentLogger(), waitMs: 20_000, ...options });
}

function keeperOf(lock: FencedLock, whenRedisIsAway: 'refuse' | 'merge' = 'refuse', told: string[] = []): StockKeeper {
  const tell = (first: unknown, text = String(first)) => void told.push(text);
  return createLockKeeper({ lock, merge, whenRedisIsAway, logger: { warn: tell, info: tell } });
}

/** As a consumer does, but what has to be done again is not. */
const decideBy = (keeper: StockKeeper, ...requests: StockRequest[]) =>
  shop.rival.transaction((tx) => keeper.decide(tx, requests, shop.clock()), { retries: 0 });

beforeAll(async () => {
  server = await testRedis();
  shop = await keeperFixture(async () => keeperOf(await lockOf()));
});
afterAll(async () => {
  await shop.drop();
  await server.drop();
});
afterEach(() => {
  for (const redis of opened.splice(1)) redis.disconnect();
});
beforeEach(async () => {
  await shop.empty();
  await server.flush();
});

itSellsExactly(() => shop);

it('writes the token and a new version with the stock', async () => {
  await shop.shelve('lamp', 5);
  await shop.decide(request('a', { lamp: 1 }));
  await shop.decide(request('b', { lamp: 1 }), request('c', { lamp: 1 }));
  expect(await shop.database.rows('SELECT stock, version, fence FROM item')).toEqual([
    { stock: 2, version: 2, fence: 2 },
  ]);
});

describe('locks', () => {
  const areFree = () => eventually(async () => expect(await server.redis.exists(keyOf('lamp'), keyOf('desk'))).toBe(0));

  it.each(['committed', 'rolled back'])('are held until the transaction is %s', async (outcome) => {
    await shop.shelve('lamp', 5);
    await shop.shelve('desk', 5);
    const ended = shop.rival.transaction(async (tx) => {
      await shop.keeper.decide(tx, [request('a', { lamp: 1, desk: 1 })], shop.clock());
      expect(await server.redis.exists(keyOf('lamp'), keyOf('desk'))).toBe(2);
      if (outcome === 'rolled back') throw new Error('no');
    });
    await Promise.allSettled([ended]);
    await areFree();
    expect(await shop.stockOf('lamp')).toBe(outcome === 'committed' ? 4 : 5);
  });

  it('are no obstacle to the transaction that holds them', async () => {
    await shop.shelve('lamp', 5);
    await shop.shelve('desk', 5);
    const keeper = keeperOf(await lockOf({ waitMs: 0 }));
    await decideBy(keeper, request('a', { lamp: 1 }));
    await areFree();
    await shop.rival.transaction(async (tx) => {
      await keeper.release(tx, [{ orderId: request('a', {}).orderId, reason: 'CANCELLED' }], shop.clock());
      await keeper.decide(tx, [request('b', { lamp: 2 })], shop.clock());
      await keeper.decide(tx, [request('c', { lamp: 1, desk: 1 })], shop.clock());
    });
    await areFree();
    expect([await shop.stockOf('lamp'), await shop.stockOf('desk'), await shop.imbalances()]).toEqual([2, 4, []]);
  });

  it('that others keep let the batch wait, and nothing is written', async () => {
    await shop.shelve('lamp', 5);
    const held = await (await lockOf()).acquire([keyOf('lamp')]);
    const refused = await decideBy(keeperOf(await lockOf({ waitMs: 0 })), request('a', { lamp: 1 })).catch(
      (error: unknown) => error,
    );
    await held.release();
    expect(isRetryable(refused)).toBe(true);
    expect([await shop.stockOf('lamp'), await shop.count('reservation')]).toEqual([5, 0]);
  });
});

it('does it again when an order is decided while its release looks for what it holds', async () => {
  await shop.shelve('lamp', 5);
  let attempts = 0;
  await shop.rival.transaction(async (tx) => {
    attempts++;
    const slow = alteredTx(tx, async (text, values) => {
      if (text.includes('FOR UPDATE') && attempts === 1) await shop.decide(request('a', { lamp: 2 }));
      return [text, values];
    });
    await shop.keeper.release(slow, [{ orderId: request('a', {}).orderId, reason: 'CANCELLED' }], shop.clock());
  });
  expect([attempts, await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([2, 5, []]);
});

it('goes on when Redis has lost what it counted, with greater tokens than before', async () => {
  await shop.shelve('lamp', 5);
  await shop.database.run('UPDATE item SET fence = 41');
  await expect(shop.decideOnce(request('a', { lamp: 1 }))).rejects.toSatisfy(isRetryable);
  await shop.decideOnce(request('a', { lamp: 1 }));
  expect(await shop.database.rows('SELECT stock, fence FROM item')).toEqual([{ stock: 4, fence: 42 }]);
});

it('sells exactly what is there among rivals who merge, and while it is restocked', async () => {
  await shop.shelve('hot', 20);
  const restock = (tx: Tx, index: number) =>
    moveStockBy(tx, {
      itemId: item('hot'),
      quantity: 5,
      reference: `restock ${index}`,
      defaultStrategy: 'lock',
      now: shop.clock(),
    });
  const results = await race(60, async (index) => {
    if (index % 15 === 0) {
      await shop.rival.transaction((tx) => restock(tx, index), { retries: 20 });
      return 'RESTOCKED';
    }
    const keeper = index % 2 === 0 ? merge : shop.keeper;
    const decide = (tx: Tx) => keeper.decide(tx, [request(`o${index}`, { hot: 1 })], shop.clock());
    const [reservation] = await shop.rival.transaction(decide, { retries: 40 });
    return reservation?.outcome;
  });
  const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
  const sold = outcomes.filter((outcome) => outcome === 'RESERVED').length;
  expect(Object.keys(Object.groupBy(outcomes, String)).sort()).toEqual(['REFUSED', 'RESERVED', 'RESTOCKED']);
  expect([await shop.stockOf('hot'), await shop.imbalances()]).toEqual([40 - sold, []]);
  const ledger = await shop.database.rows<{ quantity: number; balance_after: number }>(
    'SELECT quantity, balance_after FROM stock_ledger ORDER BY id',
  );
  let balance = 0;
  for (const row of ledger) {
    balance += row.quantity;
    expect(row.balance_after).toBe(balance);
  }
});

describe('when Redis is away', () => {
  /** A lock on a server that comes and goes. */
  async function unsteadyLock() {
    const there = await lockOf();
    const redis = createRedis({ url: 'redis://127.0.0.1:1', name: 'away', logger: silentLogger() });
    opened.push(redis);
    const away = createFencedLock({ redis, logger: silentLogger() });
    const state = { isAway: true };
    const lock: FencedLock = {
      acquire: (keys) => (state.isAway ? away : there).acquire(keys),
      raise: (tokens) => (state.isAway ? away : there).raise(tokens),
    };
    return { state, lock };
  }

  it('decides no order and writes nothing until it is back, but takes what comes back', async () => {
    await shop.shelve('lamp', 5);
    await shop.decide(request('before', { lamp: 1 }));
    const { state, lock } = await unsteadyLock();
    const keeper = keeperOf(lock);
    const release = () =>
      shop.rival.transaction(
        (tx) => keeper.release(tx, [{ orderId: request('before', {}).orderId, reason: 'CANCELLED' }], shop.clock()),
        { retries: 0 },
      );
    const refused = await decideBy(keeper, request('a', { lamp: 1 })).catch((error: unknown) => error);
    expect(refused).toMatchObject({ message: 'items cannot be locked', cause: { name: 'LockUnavailable' } });
    expect(isRetryable(refused)).toBe(true);
    expect([await shop.stockOf('lamp'), await shop.count('reservation')]).toEqual([4, 1]);
    await release();
    expect(await shop.stockOf('lamp')).toBe(5);
    state.isAway = false;
    expect(await decideBy(keeper, request('a', { lamp: 1 }))).toMatchObject([{ outcome: 'RESERVED' }]);
    await release();
    expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([4, []]);
  });

  it('merges meanwhile if that is wanted, under the same guards, and says so once', async () => {
    await shop.shelve('hot', 10);
    const { state, lock } = await unsteadyLock();
    const told: string[] = [];
    const keeper = keeperOf(lock, 'merge', told);
    await race(16, (index) => decideBy(keeper, request(`o${index}`, { hot: 1 })));
    const [sold] = await shop.database.rows<{ order_id: string }>(
      "SELECT COUNT(*) AS n FROM reservation WHERE outcome = 'RESERVED'",
    );
    expect([sold, await shop.stockOf('hot')]).toEqual([{ n: 10 }, 0]);
    expect(await shop.database.rows('SELECT version > 0 AS grown, fence FROM item')).toEqual([{ grown: 1, fence: 0 }]);
    state.isAway = false;
    const later = (ms: number) => new Date(shop.clock().getTime() + ms);
    const decideAt = (name: string, now: Date) =>
      shop.rival.transaction((tx) => keeper.decide(tx, [request(name, { hot: 1 })], now));
    await decideAt('not asked yet', later(4_999));
    expect(await server.redis.exists(`${keyOf('hot')}:fence`)).toBe(0);
    await decideAt('asked again', later(5_000));
    expect(await server.redis.get(`${keyOf('hot')}:fence`)).toBe('1');
    expect(told).toEqual([
      'cannot lock items; the merge strategy decides their orders meanwhile',
      'item locks work again',
    ]);
    expect(await shop.imbalances()).toEqual([]);
  });
});
