import { createDatabase } from '@rushgraph/database';
import { race, seededIds } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  item,
  type OrderFixture,
  orderFixture,
  orderId,
  placement,
  refused,
  reserved,
  user,
  won,
} from '../../test/order-fixture.ts';
import { loadLines } from '../db/load-orders.ts';
import { parkResults } from '../settle-order/parked-results.ts';
import { createOutboxEngine } from './outbox-engine.ts';

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['orders', 'parked_result']) await shop.database.run(`DELETE FROM ${table}`);
  shop.events.length = 0;
});

describe('placing an order', () => {
  it('keeps the order, its lines and both events, in that order', async () => {
    const outcome = await shop.engine().place(placement('ann', 'k1'));
    const order = {
      id: orderId('ann', 'k1'),
      userId: user('ann'),
      version: 1,
      status: 'PENDING',
      placedAt: shop.clock(),
      settledAt: null,
      title: null,
      total: null,
      rejection: null,
    };
    expect(outcome).toEqual({ kind: 'placed', order });
    expect((await loadLines(shop.database, [order.id])).get(order.id)).toEqual([
      { itemId: item('pen'), quantity: 2, name: null, unitPrice: null },
      { itemId: item('ink'), quantity: 1, name: null, unitPrice: null },
    ]);
    expect(shop.kinds()).toEqual(['commerce.order.requested.v1', 'commerce.order.updated.v2']);
    expect(shop.events.map(({ sequence }) => sequence)).toEqual([1, 1]);
    expect(shop.events[0]?.data).toMatchObject({
      orderId: order.id,
      lines: [
        { itemId: item('pen'), quantity: 2 },
        { itemId: item('ink'), quantity: 1 },
      ],
    });
    expect(shop.events[1]?.data).toMatchObject({ orderId: order.id, status: 'PENDING', version: 1, total: null });
  });

  it('is one order and one pair of events for 64 requests at once with one key, through two pools', async () => {
    const rival = createDatabase({ url: shop.url, connectionLimit: 10 });
    const engines = [
      shop.engine({ maxGroup: 5 }),
      createOutboxEngine({
        database: rival,
        outbox: shop.outbox,
        newId: seededIds(99, shop.clock),
        now: shop.clock,
        metrics: shop.metrics,
        settings: {
          ...{ groupWaitMs: 1, maxGroup: 3, maxQueued: 100, maxInFlight: 4 },
          checkAfterMs: 5_000,
          commitTimeoutMs: 10_000,
        },
      }),
    ];
    const ended = await race(64, async (index) => engines[index % 2]?.place(placement('ann', 'same')));
    await rival.close();
    const ids = ended.map((one) =>
      one.status === 'fulfilled' && one.value?.kind === 'placed' ? one.value.order.id : one,
    );
    expect(new Set(ids)).toEqual(new Set([orderId('ann', 'same')]));
    expect(await shop.count('orders')).toBe(1);
    expect(shop.kinds()).toEqual(['commerce.order.requested.v1', 'commerce.order.updated.v2']);
  });

  it('answers a repeat with the order as it is now, and changes nothing', async () => {
    const engine = shop.engine();
    const first = await engine.place(placement('ann', 'k1'));
    shop.clock.advance(1_000);
    expect(await engine.place(placement('ann', 'k1'))).toEqual(first);
    expect(await shop.count('orders')).toBe(1);
    expect(shop.kinds()).toHaveLength(2);
  });

  it('refuses a key that belongs to other lines, in the same group and later', async () => {
    const engine = shop.engine();
    const other = placement('ann', 'k1', { pen: 3 });
    const together = await Promise.all([engine.place(placement('ann', 'k1')), engine.place(other)]);
    expect(together.map(({ kind }) => kind)).toEqual(['placed', 'key-reused']);
    expect(await engine.place(other)).toEqual({ kind: 'key-reused' });
    expect(shop.kinds()).toHaveLength(2);
  });

  it('keeps the keys of different customers apart', async () => {
    const engine = shop.engine();
    await Promise.all([engine.place(placement('ann', 'k1')), engine.place(placement('ben', 'k1', { pen: 9 }))]);
    expect(await shop.count('orders')).toBe(2);
  });

  it('fails only the order that the database will not take, out of a group', async () => {
    const engine = shop.engine({ groupWaitMs: 20 });
    const group = [1, 2, 3, 4, 5].map((number) => placement('ann', `k${number}`, { pen: number === 3 ? -1 : number }));
    const ended = await Promise.allSettled(group.map((one) => engine.place(one)));
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await shop.count('orders')).toBe(4);
    expect(shop.kinds()).toHaveLength(8);
  });

  it('leaves nothing behind when its events cannot be recorded', async () => {
    const broken = { ...shop.outbox, record: () => Promise.reject(new Error('no room')) };
    await expect(shop.engine({}, broken).place(placement('ann', 'k1'))).rejects.toThrow('no room');
    expect(await shop.count('orders')).toBe(0);
  });

  it('is refused at once when too many are waiting, and nothing of it is kept', async () => {
    const engine = shop.engine({ maxGroup: 1, maxInFlight: 1, maxQueued: 1 });
    const outcomes = await Promise.all(['k1', 'k2', 'k3', 'k4'].map((key) => engine.place(placement('ann', key))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['placed', 'placed', 'overloaded', 'overloaded']);
    expect(await shop.count('orders')).toBe(2);
  });

  it('joins a result that came first: the order is settled with its placement', async () => {
    const early = [placement('ann', 'k1'), placement('ann', 'k2')] as const;
    await shop.database.transaction((tx) => parkResults(tx, [reserved(early[0]), refused(early[1])], shop.clock()));
    const outcomes = await Promise.all(early.map((one) => shop.engine().place(one)));
    expect(outcomes).toMatchObject([
      { kind: 'placed', order: { status: 'CONFIRMED', version: 2, title: 'Item 1 and 1 more', total: won(4_000) } },
      { kind: 'placed', order: { status: 'REJECTED', version: 2, rejection: { reason: 'SOLD_OUT' } } },
    ]);
    expect(await shop.count('parked_result')).toBe(0);
    expect(shop.kinds().filter((kind) => kind.endsWith('†'))).toHaveLength(2);
    expect(shop.kinds()).toHaveLength(8);
  });
});

describe('the primary key', () => {
  it('is what makes a repeat the same order: without it there are two, with two pairs of events', async () => {
    const unguarded = await orderFixture();
    await unguarded.database.run('ALTER TABLE orders DROP PRIMARY KEY');
    const engine = unguarded.engine();
    await engine.place(placement('ann', 'k1'));
    await engine.place(placement('ann', 'k1'));
    expect(await unguarded.count('orders')).toBe(2);
    expect(unguarded.kinds()).toHaveLength(4);
    await unguarded.drop();
  });
});
