import type { StockResult } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { InvalidEvent } from '@rushgraph/messaging';
import { gate, race, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type OrderFixture,
  orderFixture,
  placement,
  refused,
  reserved,
  settledOf,
  won,
} from '../../test/order-fixture.ts';
import { batchOf, type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { loadLines } from '../db/load-orders.ts';
import type { OrderEngine } from '../order/placement.ts';
import { createResultHandler } from './consume-results.ts';
import { settleOrder } from './settle-order.ts';
import { createSweepParked } from './sweep-parked.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(() => streams.reset());

const consume = (...results: StockResult[]) => streams.consume(...results);

async function place(...keys: string[]) {
  return placeBy(shop.engine(), ...keys);
}

async function placeBy(engine: OrderEngine, ...keys: string[]) {
  const placements = keys.map((key) => placement('ann', key));
  await Promise.all(placements.map((one) => engine.place(one)));
  streams.forgetEvents();
  return placements;
}

async function stateOf({ id }: { id: ReturnType<typeof placement>['id'] }) {
  return (await shop.reader.orders([id])).get(id);
}

const settledKinds = ['commerce.order.updated.v2', 'commerce.order.requested.v1 †'];

describe.each([
  { name: 'outbox', by: 'consume', how: 'as their rows say' },
  { name: 'streams', by: 'consume', how: 'as their rows say' },
  { name: 'outbox', by: 'consumeTrusting', how: 'as the table says' },
  { name: 'streams', by: 'consumeTrusting', how: 'as the table says' },
] as const)('a batch of stock results for orders of the $name engine, $how', ({ name, by }) => {
  const place = (...keys: string[]) => placeBy(name === 'outbox' ? shop.engine() : streams.engine(), ...keys);
  const consume = (...results: StockResult[]) => streams[by](...results);

  it('confirms and rejects the orders it is about, with one event and one tombstone each', async () => {
    const [sold, soldOut, untouched] = await place('k1', 'k2', 'k3');
    if (!sold || !soldOut || !untouched) throw new Error('placed three');
    shop.clock.advance(40);
    await consume(reserved(sold), refused(soldOut));
    expect(await stateOf(sold)).toMatchObject({
      status: 'CONFIRMED',
      version: 2,
      title: 'Item 1 and 1 more',
      total: won(4_000),
      settledAt: shop.clock(),
    });
    expect(await stateOf(soldOut)).toMatchObject({
      status: 'REJECTED',
      version: 2,
      rejection: { reason: 'SOLD_OUT', itemIds: [soldOut.lines[0]?.itemId] },
    });
    expect(await stateOf(untouched)).toMatchObject({ status: 'PENDING', version: 1 });
    expect((await loadLines(shop.database, [sold.id])).get(sold.id)).toMatchObject([
      { quantity: 2, name: 'Item 1', unitPrice: won(1_000) },
      { quantity: 1, name: 'Item 2', unitPrice: won(2_000) },
    ]);
    expect(shop.kinds()).toEqual([...settledKinds, ...settledKinds]);
    expect(shop.events.map(({ sequence }) => sequence)).toEqual([2, 2, 2, 2]);
  });

  it('rejects an order at once whose total no number holds, and gives its stock back', async () => {
    const [one] = await place('k1');
    if (!one) throw new Error('placed one');
    const result = reserved(one);
    if (result.outcome !== 'RESERVED') throw new Error('reserved');
    const lines = result.lines.map((line) => ({ ...line, unitPrice: won(Number.MAX_SAFE_INTEGER) }));
    await consume({ ...result, lines });
    expect(await stateOf(one)).toMatchObject({
      status: 'REJECTED',
      version: 2,
      rejection: { reason: 'TOTAL_TOO_LARGE', itemIds: [] },
    });
    const kinds = [...settledKinds, 'commerce.order.released.v1'];
    expect(shop.kinds()).toEqual(kinds);
    // A repeat, or a replay, gives it back again, which changes nothing: it is no dead letter.
    await consume({ ...result, lines });
    expect(shop.kinds().filter((kind) => kind !== 'commerce.order.released.v1')).toEqual(settledKinds);
  });

  it('changes nothing when it comes again, alone or twice in one batch', async () => {
    const [one] = await place('k1');
    if (!one) throw new Error('placed one');
    await consume(reserved(one), reserved(one));
    const before = await stateOf(one);
    shop.clock.advance(1_000);
    await consume(reserved(one));
    await consume(refused(one));
    await consume(refused(one, 'RELEASED'));
    expect(await stateOf(one)).toEqual(before);
    expect(shop.kinds()).toEqual(settledKinds);
  });

  it('gives back what was reserved for an order that had been given up', async () => {
    const [one] = await place('k1');
    if (!one) throw new Error('placed one');
    const requested = streams.table();
    const deps = { ...shop, onSettled: streams.onSettled };
    await settleOrder(deps, (id) => requested.get(id), { kind: 'given-up', orderId: one.id }, shop.clock());
    const before = shop.events.length;
    await consume(reserved(one));
    expect(await stateOf(one)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT', itemIds: [] } });
    expect(shop.kinds().slice(before)).toEqual(['commerce.order.released.v1']);
    expect(shop.events[before]?.data).toMatchObject({ orderId: one.id, reason: 'TIMED_OUT' });
  });

  it('is refused as a whole, and changes nothing, while a result in it does not fit its order', async () => {
    const [fits, misfit] = await place('k1', 'k2');
    if (!fits || !misfit) throw new Error('placed two');
    const wrong = { ...reserved(placement('ann', 'k2', { pen: 5 })) };
    const failure = await consume(reserved(fits), wrong).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidEvent);
    expect(await stateOf(fits)).toMatchObject({ status: 'PENDING', version: 1 });
    expect(shop.kinds()).toEqual([]);
  });

  it('settles each order once however many consumers race over the same results', async () => {
    const placements = await place('k1', 'k2', 'k3', 'k4', 'k5');
    const ended = await race(8, (index) => {
      const results = placements.map((one) => (index % 2 === 0 ? reserved(one) : refused(one)));
      return consume(...(index % 3 === 0 ? results.reverse() : results));
    });
    expect(ended.map(({ status }) => status)).toEqual(Array(8).fill('fulfilled'));
    expect(settledOf(shop.events).size).toBe(5);
    for (const one of placements) expect(await stateOf(one)).toMatchObject({ version: 2 });
  });
});

describe('a table that is behind', () => {
  const withoutGuard = (statement: string) => statement.replace(/ AND \(\?, status\) IN .*$/s, ' AND ? IS NOT NULL');

  /** Settles an order, then takes another result as if its tombstone had not come; what that did. */
  async function settleTwice(engine: OrderEngine, rewrite = (statement: string) => statement) {
    const [one] = await placeBy(engine, 'k1');
    if (!one) throw new Error('placed one');
    const rows = streams.table();
    await consume(reserved(one));
    streams.forgetEvents();
    const { outbox, clock: now, metrics } = shop;
    const handle = createResultHandler({ outbox, now, metrics, recheckBatches: 0 });
    await shop.database.transaction((tx) => {
      const rewritten: Tx = { ...tx, run: (statement, values) => tx.run(rewrite(statement), values) };
      return handle(batchOf([refused(one)]), rewritten, (id) => rows.get(id));
    });
    return { status: (await stateOf(one))?.status, kinds: shop.kinds() };
  }
  const unchanged = { status: 'CONFIRMED', kinds: ['commerce.order.requested.v1 †'] };

  it('settles no order again, whose row or key stands in the way', async () => {
    expect(await settleTwice(shop.engine())).toEqual(unchanged);
    await streams.reset();
    // It may have been published as PENDING again, after its end: what is told last is how it ended.
    const kinds = [...unchanged.kinds, 'commerce.order.updated.v2'];
    expect(await settleTwice(streams.engine())).toEqual({ ...unchanged, kinds });
  });

  it('control: without the guard of the row it would', async () => {
    expect(await settleTwice(shop.engine(), withoutGuard)).toEqual({ status: 'REJECTED', kinds: settledKinds });
  });
});

describe('the guard of a settlement', () => {
  /** The rival settles between the reading and the writing of the consumer under test. */
  async function settleBehindItsBack(rewrite: (statement: string) => string, rivalGetsThrough: boolean) {
    const [one] = await place('k1');
    if (!one) throw new Error('placed one');
    const { passed: rivalDone, open } = gate();
    const handle = createResultHandler({ outbox: shop.outbox, now: shop.clock, metrics: shop.metrics });
    const late = shop.database.transaction(
      async (tx) => {
        const spied: Tx = {
          ...tx,
          rows: (statement, values) => tx.rows(rewrite(statement), values),
          run: async (statement, values) => {
            if (statement.includes('UPDATE')) await rivalDone;
            return tx.run(rewrite(statement), values);
          },
        };
        await handle(batchOf([reserved(one)]), spied);
      },
      { retries: 0 },
    );
    const ending = late.then(
      () => 'settled',
      () => 'failed',
    );
    const rival = consume(refused(one));
    // Behind the row lock the rival waits for us instead.
    if (rivalGetsThrough) await rival;
    open();
    const end = await ending;
    await rival;
    return { end, updates: shop.kinds().filter((kind) => kind === 'commerce.order.updated.v2').length };
  }

  const withoutLock = (statement: string) => statement.replace(' FOR UPDATE', '');
  const withoutGuard = (statement: string) =>
    withoutLock(statement).replace(/ AND \(\?, status\) IN .*$/s, ' AND ? IS NOT NULL');

  it('keeps rivals apart by the lock, and the loser changes nothing', async () => {
    expect(await settleBehindItsBack((statement) => statement, false)).toEqual({ end: 'settled', updates: 1 });
  });

  it('stops a write behind a rival even without the lock', async () => {
    expect(await settleBehindItsBack(withoutLock, true)).toEqual({ end: 'failed', updates: 1 });
  });

  it('is what stops it: without lock and guard the order is settled twice', async () => {
    expect(await settleBehindItsBack(withoutGuard, true)).toEqual({ end: 'settled', updates: 2 });
  });
});

describe('a result that comes before its order', () => {
  const sweeper = () => createSweepParked({ ...shop, now: shop.clock, graceMs: 60_000, logger: silentLogger() });
  const sweep = () => sweeper()();

  it('waits, and settles the order when it arrives', async () => {
    const early = placement('ann', 'k1');
    await consume(reserved(early), reserved(early));
    expect(await shop.count('parked_result')).toBe(1);
    expect(shop.kinds()).toEqual([]);
    await shop.engine().place(early);
    expect(await stateOf(early)).toMatchObject({ status: 'CONFIRMED', version: 2 });
    expect(await shop.count('parked_result')).toBe(0);
  });

  it('is joined by the sweep when order and result missed each other', async () => {
    const [one] = await place('k1');
    if (!one) throw new Error('placed one');
    const row = [one.id, JSON.stringify(reserved(one)), shop.clock()];
    await shop.database.run('INSERT INTO parked_result (order_id, result, parked_at) VALUES (?)', [row]);
    expect(await sweep()).toBe(1);
    expect(await stateOf(one)).toMatchObject({ status: 'CONFIRMED', version: 2 });
    expect(shop.kinds()).toEqual(settledKinds);
    expect(await shop.count('parked_result')).toBe(0);
  });

  it('is compensated after the grace period, not a millisecond before', async () => {
    await consume(reserved(placement('ann', 'never')), refused(placement('ann', 'nor-this')));
    shop.clock.advance(59_999);
    expect(await sweep()).toBe(0);
    shop.clock.advance(1);
    expect(await sweep()).toBe(2);
    expect(shop.kinds()).toEqual(['commerce.order.released.v1']);
    expect(shop.events[0]?.data).toMatchObject({ orderId: placement('ann', 'never').id, reason: 'TIMED_OUT' });
    expect(await shop.count('parked_result')).toBe(0);
    expect(await sweep()).toBe(0);
  });

  it('is compensated although that of an order that cannot be read is parked, too', async () => {
    const [bad] = await place('k1');
    if (!bad) throw new Error('placed one');
    await consume(reserved(bad));
    await shop.database.run('UPDATE orders SET title = NULL');
    const row = [bad.id, JSON.stringify(reserved(bad)), shop.clock()];
    await shop.database.run('INSERT INTO parked_result (order_id, result, parked_at) VALUES (?)', [row]);
    await consume(reserved(placement('ann', 'never')));
    streams.forgetEvents();
    shop.clock.advance(60_000);
    expect(await sweep()).toBe(1);
    expect(shop.kinds()).toEqual(['commerce.order.released.v1']);
    expect(await shop.count('parked_result')).toBe(1);
  });

  it('is found among many that wait, some of which each turn looks at', async () => {
    const placements = await place(...Array.from({ length: 500 }, (_, index) => `k${index}`));
    const arrived = placements.at(77);
    if (!arrived) throw new Error('placed 500');
    const others = placements.filter((one) => one !== arrived).map(({ id }) => id);
    await shop.database.run('DELETE FROM orders WHERE id IN (?)', [others]);
    const rows = placements.map((one) => [one.id, JSON.stringify(reserved(one)), shop.clock()]);
    await shop.database.run('INSERT INTO parked_result (order_id, result, parked_at) VALUES ?', [rows]);
    const turn = sweeper();
    expect([await turn(), await turn(), await turn()].sort()).toEqual([0, 0, 1]);
    expect(await stateOf(arrived)).toMatchObject({ status: 'CONFIRMED' });
    shop.clock.advance(60_000);
    const ended = [await turn(), await turn(), await turn(), await turn()];
    expect(ended.reduce((sum, one) => sum + one, 0)).toBe(499);
    expect(Math.max(...ended)).toBeLessThanOrEqual(400);
  });
});
