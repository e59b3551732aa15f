import type { StockResult } from '@rushgraph/contracts';
import { createOutbox } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, seededIds, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, order } from '../../../test/item-fixture.ts';
import { type OrderRecord, releaseRecord, requestRecord, TRACE } from '../../../test/order-records.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';
import { createOrderHandler } from '../../consume-orders/consume-orders.ts';
import { createTakeUp } from '../../consume-orders/take-up-waiting.ts';
import type { StockGate } from '../window/stock-gate.ts';

let shop: WindowFixture;
let desk: Desk;
beforeAll(async () => {
  shop = await windowFixture({ defaultStrategy: 'merge' });
});
afterAll(() => shop.drop());
beforeEach(async () => {
  await shop.reset();
  desk = openDesk();
  for (const [name, stock] of Object.entries({ gated: 2, other: 2, locked: 2, plain: 2 }))
    await shop.shelve(name, stock);
  await shop.choose(item('gated'), 'window');
  await shop.choose(item('other'), 'window');
  await shop.choose(item('locked'), 'lock');
});

/** Redis, which can be away for the gate, for the locks, or for both. */
const redis = { gateIsAway: false, locksAreAway: false };

type Desk = ReturnType<typeof openDesk>;

/** The handler of the consumer, and what takes up the orders that wait. */
function openDesk() {
  redis.gateIsAway = false;
  redis.locksAreAway = false;
  const gate: StockGate = {
    ...shop.gate,
    decide: (orders) => (redis.gateIsAway ? shop.awayGate : shop.gate).decide(orders),
    cancel: (orders) => (redis.gateIsAway ? shop.awayGate : shop.gate).cancel(orders),
  };
  const { chosen: keeper } = shop.keepersOf(gate, () => redis.locksAreAway);
  const outbox = createOutbox({ source: 'item', newId: seededIds(5, shop.clock), now: shop.clock });
  const logger = silentLogger();
  const metrics = createMetrics('item', { defaults: false });
  const handle = createOrderHandler({ keeper, outbox, now: shop.clock, logger });
  const takeUp = createTakeUp({ database: shop.rival, keeper, outbox, now: shop.clock, logger, metrics });
  return {
    takeUp,
    once: (...records: OrderRecord[]) => shop.rival.transaction((tx) => handle({ records }, tx), { retries: 0 }),
    /** As the consumer does: what fails for a passing reason comes again later. */
    async take(...records: OrderRecord[]) {
      await eventually(async () => {
        await shop.rival
          .transaction((tx) => handle({ records }, tx), { retries: 0 })
          .catch((error: unknown) => {
            shop.clock.advance(400);
            throw error;
          });
      });
    },
  };
}

const requested = (name: string, wanted: Readonly<Record<string, number>>) => requestRecord(name, wanted, shop.clock());
const released = (name: string) => releaseRecord(name, shop.clock());

/** What was told of orders, in its order. */
async function told(...names: string[]): Promise<string[]> {
  const rows = await shop.database.rows<{ payload: Buffer; headers: string }>(
    "SELECT payload, headers FROM outbox WHERE type = 'commerce.stock.result.v1' ORDER BY id",
  );
  const nameOf = new Map(names.map((name) => [order(name), name]));
  return rows.map(({ payload, headers }) => {
    expect(JSON.parse(headers)).toMatchObject({ traceparent: TRACE });
    const result: StockResult = JSON.parse(String(payload));
    return `${nameOf.get(result.orderId)} ${result.outcome === 'REFUSED' ? result.reason : result.outcome}`;
  });
}

const agree = (name: string, left: number) =>
  eventually(async () => expect(await shop.leftOf(name)).toEqual({ gate: left, mysql: left }));

describe('while Redis is away', () => {
  beforeEach(() => {
    redis.gateIsAway = true;
    redis.locksAreAway = true;
  });

  it('orders of items that need it wait, after a moment of trying again, and the others of their batch go on', async () => {
    const batch = [
      requested('a', { gated: 1 }),
      requested('b', { plain: 1 }),
      requested('c', { locked: 1 }),
      requested('d', { gated: 1, plain: 1 }),
      requested('e', { plain: 1 }),
    ];
    await expect(desk.once(...batch)).rejects.toThrow();
    expect([await shop.count('reservation'), await shop.count('stock_waiting')]).toEqual([0, 0]);
    await desk.take(...batch);
    // A merged item does not wait for a gate: `e` gets the piece that `d` wanted, too.
    expect(await told('a', 'b', 'c', 'd', 'e')).toEqual(['b RESERVED', 'e RESERVED']);
    expect(await shop.count('stock_waiting')).toBe(4);
    expect([await shop.stockOf('plain'), await shop.imbalances()]).toEqual([0, []]);
  });

  it('the next batch waits without trying, and nothing is taken up', async () => {
    await desk.take(requested('a', { gated: 1 }));
    await desk.once(requested('b', { gated: 1 }), requested('c', { plain: 1 }));
    await desk.takeUp();
    expect([await told('a', 'b', 'c'), await shop.count('stock_waiting')]).toEqual([['c RESERVED'], 2]);
  });

  it('a release is taken all the same, of what is locked and of what has a gate', async () => {
    redis.gateIsAway = false;
    redis.locksAreAway = false;
    await desk.take(requested('a', { gated: 1 }), requested('b', { locked: 1 }));
    redis.gateIsAway = true;
    redis.locksAreAway = true;
    await desk.once(released('a'), released('b'));
    expect(await shop.database.rows('SELECT order_id FROM reservation WHERE released_at IS NULL')).toEqual([]);
    expect([await shop.stockOf('locked'), await shop.imbalances()]).toEqual([2, []]);
  });

  describe('and back', () => {
    async function haveWait(...records: OrderRecord[]): Promise<void> {
      await desk.take(...records);
      redis.gateIsAway = false;
      redis.locksAreAway = false;
    }

    it('orders that wait are decided in the order in which they came, each once, and their results told', async () => {
      await haveWait(
        requested('a', { gated: 1, other: 1 }),
        requested('b', { locked: 3 }),
        requested('c', { gated: 1 }),
        requested('d', { gated: 1 }),
        requested('a', { gated: 1, other: 1 }),
      );
      await eventually(async () => {
        await desk.takeUp();
        expect(await shop.count('stock_waiting')).toBe(0);
      });
      const results = await told('a', 'b', 'c', 'd');
      expect(results.filter((one) => !one.startsWith('b'))).toEqual(['a RESERVED', 'c RESERVED', 'd SOLD_OUT']);
      expect(results).toContain('b SOLD_OUT');
      await agree('gated', 0);
      await agree('other', 1);
      await desk.takeUp();
      expect(await told('a', 'b', 'c', 'd')).toHaveLength(4);
    });

    it('an order that was released before it is taken up is refused, and holds nothing', async () => {
      await haveWait(requested('a', { gated: 2 }), requested('b', { gated: 2 }));
      await desk.once(released('a'));
      await eventually(async () => {
        await desk.takeUp();
        expect(await shop.count('stock_waiting')).toBe(0);
      });
      expect(await told('a', 'b')).toEqual(['a RELEASED', 'b RESERVED']);
      await agree('gated', 0);
    });

    it('a new order does not overtake those that wait for its item, and others do not wait for them', async () => {
      await haveWait(requested('a', { gated: 2 }));
      // Until then everything waits that has a gate, and is taken up.
      shop.clock.advance(5_000);
      await desk.take(requested('b', { gated: 1 }), requested('c', { other: 1 }), requested('d', { locked: 1 }));
      expect(await told('a', 'b', 'c', 'd')).toEqual(expect.arrayContaining(['c RESERVED', 'd RESERVED']));
      expect(await told('a', 'b', 'c', 'd')).toHaveLength(2);
      await eventually(async () => {
        await desk.takeUp();
        expect(await shop.count('stock_waiting')).toBe(0);
      });
      expect((await told('a', 'b', 'c', 'd')).slice(2)).toEqual(['a RESERVED', 'b SOLD_OUT']);
    });
  });
});

describe('a gate that is being drained', () => {
  beforeEach(async () => {
    await desk.take(requested('first', { gated: 1 }));
    await shop.choose(item('gated'), 'merge');
  });

  it('has its orders wait, answers those that were decided, and lets all others go on', async () => {
    await desk.once(requested('first', { gated: 1 }), requested('a', { gated: 1 }), requested('b', { plain: 1 }));
    expect(await told('first', 'a', 'b')).toEqual(['first RESERVED', 'first RESERVED', 'b RESERVED']);
    await desk.takeUp();
    expect(await shop.count('stock_waiting')).toBe(1);
    await shop.land();
    await shop.finishDrains();
    await desk.takeUp();
    expect((await told('first', 'a', 'b')).slice(3)).toEqual(['a RESERVED']);
    expect([await shop.stockOf('gated'), await shop.count('stock_waiting'), await shop.imbalances()]).toEqual([
      0,
      0,
      [],
    ]);
  });

  it('has what comes back go to the stock at once', async () => {
    await desk.once(released('first'));
    expect([await shop.stockOf('gated'), await shop.count('stock_delta')]).toEqual([3, 1]);
    await shop.land();
    expect([await shop.finishDrains(), await shop.stockOf('gated'), await shop.imbalances()]).toEqual([true, 2, []]);
  });
});

it('tells the gate nothing of an attempt that was undone, in which an order got less than in the next', async () => {
  await desk.take(requested('first', { gated: 1 }), requested('taken', { plain: 1 }));
  redis.locksAreAway = true;
  await desk.take(
    requested('waits', { locked: 1, plain: 1 }),
    // Refused while the one before had the last piece, and its gate then told to let it go.
    requested('gets', { gated: 1, plain: 1 }),
    requested('waits too', { locked: 1 }),
  );
  expect((await told('first', 'taken', 'waits', 'gets', 'waits too')).slice(2)).toEqual(['gets RESERVED']);
  await agree('gated', 0);
});

it('takes up all pages, though the first ones wait on', async () => {
  redis.gateIsAway = true;
  const rows = Array.from({ length: 1_200 }, (_, index) => [
    order(`o${index}`),
    item(index === 1_199 ? 'plain' : 'gated'),
    1,
    null,
    shop.clock(),
  ]);
  await shop.database.run(
    'INSERT INTO stock_waiting (order_id, item_id, quantity, traceparent, waiting_since) VALUES ?',
    [rows],
  );
  await desk.takeUp();
  expect([await shop.count('stock_waiting'), await shop.stockOf('plain')]).toEqual([1_199, 1]);
});
