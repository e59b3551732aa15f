import { isRetryable } from '@rushgraph/database';
import { createFencedLock, createRedis, pingRedis } from '@rushgraph/redis';
import { gate, silentLogger, type TestRedis, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alteredTx, type Statement, withoutCondition } from '../../../test/altered-tx.ts';
import { item, request } from '../../../test/item-fixture.ts';
import { type KeeperFixture, keeperFixture } from '../../../test/keeper-fixture.ts';
import { moveStockBy } from '../../restock-item/move-stock-by.ts';
import { createMergeKeeper } from '../merge/merge-keeper.ts';
import { createLockKeeper } from './lock-keeper.ts';

const LEASE_MS = 150;
const merge = createMergeKeeper();
const logger = silentLogger();
let shop: KeeperFixture;
let server: TestRedis;
const opened: Redis[] = [];

function open(url: string): Redis {
  const redis = createRedis({ url, name: 'paused-holder-spec', logger });
  opened.push(redis);
  return redis;
}

/** A process of its own. */
async function startProcess() {
  const redis = open(server.url);
  await pingRedis(redis);
  const lock = createFencedLock({ redis, logger, leaseMs: LEASE_MS, waitMs: 20_000 });
  return { redis, keeper: createLockKeeper({ lock, merge, whenRedisIsAway: 'refuse', logger }) };
}

beforeAll(async () => {
  server = await testRedis();
  shop = await keeperFixture(async () => (await startProcess()).keeper);
});
afterAll(async () => {
  await shop.drop();
  await server.drop();
});
afterEach(() => {
  for (const redis of opened.splice(1)) redis.disconnect();
});
beforeEach(async () => {
  round++;
  await shop.empty();
  await server.flush();
});

/** Never the same: a row that was deleted a moment ago, when it is written again, holds up its neighbours. */
let round = 0;
const paused = () => request(`paused ${round}`, { hot: 2, cool: 1 });
const another = () => request(`another ${round}`, { hot: 2 });

/**
 * A holder is paused when it has read the items, or is about to write them; its lock, which nobody extends, runs out. The
 * rival does its work, and the holder goes on, without the named conditions in its update.
 */
async function overtake(
  pausedAt: 'read' | 'write',
  rival: () => Promise<unknown>,
  without: readonly string[] = [],
): Promise<unknown> {
  const { redis, keeper } = await startProcess();
  const arrived = gate();
  const { passed, open: goOn } = gate();
  async function pause(): Promise<void> {
    redis.disconnect();
    arrived.open();
    await passed;
  }
  const holder = shop.rival.transaction(
    (tx) => {
      const slow = alteredTx(
        tx,
        async (text, values) => {
          if (pausedAt === 'write' && text.includes('UPDATE item')) await pause();
          return without.reduce<Statement>((shorter, one) => withoutCondition(one, shorter), [text, values]);
        },
        async (text) => {
          if (pausedAt === 'read' && text.includes('fence FROM item')) await pause();
        },
      );
      return keeper.decide(slow, [paused()], shop.clock());
    },
    { retries: 0 },
  );
  const ended = holder.then(
    ([reservation]) => reservation?.outcome,
    (error: unknown) => error,
  );
  await arrived.passed;
  await rival();
  goOn();
  return ended;
}

const VERSION = 'AND version = ? ';
const FENCE = 'AND fence <= ? ';
const STOCK = 'AND stock >= ?';

const rivals: Readonly<Record<string, () => Promise<unknown>>> = {
  'has taken the lock': () => shop.decide(another()),
  'merges, because it finds Redis away': () => {
    const lock = createFencedLock({ redis: open('redis://127.0.0.1:1'), logger });
    const keeper = createLockKeeper({ lock, merge, whenRedisIsAway: 'merge', logger });
    return shop.rival.transaction((tx) => keeper.decide(tx, [another()], shop.clock()));
  },
  'takes pieces from the shelf': () =>
    shop.rival.transaction((tx) =>
      moveStockBy(tx, {
        itemId: item('hot'),
        quantity: -2,
        reference: `rival ${round}`,
        defaultStrategy: 'lock',
        now: shop.clock(),
      }),
    ),
};

const balances = async () => {
  const rows = await shop.database.rows<{ balance_after: number }>(
    'SELECT balance_after FROM stock_ledger WHERE item_id = ? ORDER BY balance_after DESC',
    [item('hot')],
  );
  return rows.map(({ balance_after }) => balance_after);
};

describe.each(Object.entries(rivals))('a holder that is paused beyond its lease while a rival %s', (_name, rival) => {
  it.each([
    ['before it looks at its lock for the last time', 'read'],
    ['after it', 'write'],
  ] as const)('writes nothing, of no item, when it was paused %s', async (_when, pausedAt) => {
    await shop.shelve('hot', 5);
    await shop.shelve('cool', 5);
    const ended = await overtake(pausedAt, rival);
    expect(isRetryable(ended)).toBe(true);
    expect([await shop.stockOf('hot'), await shop.stockOf('cool')]).toEqual([3, 5]);
    expect(await shop.database.rows('SELECT 1 FROM reservation WHERE order_id = ?', [paused().orderId])).toEqual([]);
    // Done again, it sees what the rival has left.
    expect(await shop.decide(paused())).toMatchObject([{ outcome: 'RESERVED' }]);
    expect([await balances(), await shop.imbalances()]).toEqual([[5, 3, 1], []]);
  });

  it('control: without the version and the token it goes on from what it had read', async () => {
    await shop.shelve('hot', 5);
    await shop.shelve('cool', 5);
    expect(await overtake('write', rival, [VERSION, FENCE])).toBe('RESERVED');
    expect(await balances()).toEqual([5, 3, 3]);
  });

  it('control: without any condition it oversells', async () => {
    await shop.shelve('hot', 3);
    await shop.shelve('cool', 5);
    await shop.database.run('ALTER TABLE item DROP CONSTRAINT item_stock');
    try {
      expect(await overtake('write', rival, [VERSION, FENCE, STOCK])).toBe('RESERVED');
      expect(await shop.stockOf('hot')).toBe(-1);
    } finally {
      await shop.empty();
      await shop.database.run('ALTER TABLE item ADD CONSTRAINT item_stock CHECK (stock >= 0)');
    }
  });
});

it('is fenced off by the token alone when a later holder has written', async () => {
  await shop.shelve('hot', 5);
  await shop.shelve('cool', 5);
  const ended = await overtake('write', () => shop.decide(another()), [VERSION]);
  expect([isRetryable(ended), await shop.stockOf('hot')]).toEqual([true, 3]);
});

it('is kept off by the version alone where no token is written', async () => {
  await shop.shelve('hot', 5);
  await shop.shelve('cool', 5);
  const mergeRival = () => shop.rival.transaction((tx) => merge.decide(tx, [another()], shop.clock()));
  expect(isRetryable(await overtake('write', mergeRival, [FENCE]))).toBe(true);
  expect(await shop.stockOf('hot')).toBe(3);
});
