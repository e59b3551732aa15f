import { orderRequested } from '@rushgraph/contracts';
import { silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  item,
  type OrderFixture,
  orderFixture,
  orderId,
  placement,
  refused,
  reserved,
  user,
} from '../../test/order-fixture.ts';
import { type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import { createSweepParked } from '../settle-order/sweep-parked.ts';
import type { Reservation } from './decide-overdue.ts';
import { overdueRequests } from './overdue-requests.ts';
import { reconcileOverdue } from './reconcile-overdue.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
let asked: string[];
let answer: (id: string) => Reservation;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(async () => {
  await streams.reset();
  asked = [];
  answer = () => ({ kind: 'unknown' });
});

const settings = {
  checkAfterMs: 5_000,
  retryAfterMs: 2_000,
  giveUpAfterMs: 30_000,
  giveUpUnheardAfterMs: 3_600_000,
  leaseMs: 15_000,
  batchSize: 20,
};

function reconciler(batchSize = 20) {
  const deps = {
    ...shop,
    now: shop.clock,
    settings: { ...settings, batchSize },
    logger: silentLogger(),
    table: {
      partitions: () => [0],
      *rows() {
        for (const [key, value] of streams.table()) yield { partition: 0, key, value };
      },
    },
    lookup: (id: string) => streams.table().get(id),
    onSettled: streams.onSettled,
    fetchReservation: async (id: string) => {
      asked.push(id);
      return answer(id);
    },
  };
  const requests = overdueRequests(deps);
  return async () => (await reconcileOverdue(deps, requests)).claimed;
}

async function place(key = 'k1') {
  const placed = placement('ann', key);
  await streams.engine().place(placed);
  return placed;
}
const stateOf = async ({ id }: { id: ReturnType<typeof placement>['id'] }) =>
  (await loadOrders(shop.database, [id])).get(id);

it('asks 5 s after an order was placed, not before, and settles it from the answer', async () => {
  const [sold, soldOut] = [await place('k1'), await place('k2')];
  answer = (id) => ({ kind: 'decided', result: id === sold.id ? reserved(sold) : refused(soldOut) });
  const reconcile = reconciler();
  shop.clock.advance(4_999);
  expect(await reconcile()).toBe(0);
  shop.clock.advance(1);
  expect(await reconcile()).toBe(2);
  expect(asked).toEqual([sold.id, soldOut.id]);
  expect(await stateOf(sold)).toMatchObject({ status: 'CONFIRMED', version: 2 });
  expect(await stateOf(soldOut)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'SOLD_OUT' } });
  expect(streams.table().size).toBe(0);
  shop.clock.advance(60_000);
  expect(await reconcile()).toBe(0);
});

it('requests an unknown order again exactly once, then gives it up at 30 s with a release', async () => {
  const placed = await place();
  const reconcile = reconciler();
  const done: string[][] = [];
  for (let round = 0; round < 6; round++) {
    shop.clock.advance(5_000);
    await reconcile();
    done.push(shop.kinds());
    shop.events.length = 0;
    // All events leave.
    await shop.database.run('DELETE FROM outbox');
  }
  expect(done).toEqual([
    ['commerce.order.requested.v1'],
    [],
    [],
    [],
    [],
    ['commerce.order.updated.v2', 'commerce.order.requested.v1 †', 'commerce.order.released.v1'],
  ]);
  expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', version: 2, rejection: { reason: 'TIMED_OUT' } });
  shop.events.length = 0;
  await streams.consume(reserved(placed));
  expect(shop.kinds()).toContain('commerce.order.released.v1');
});

it('waits while the item service cannot be asked, and is given up at once when the stock was released', async () => {
  const placed = await place();
  const reconcile = reconciler();
  answer = () => ({ kind: 'unavailable' });
  for (const step of [5_000, 2_000, 2_000]) {
    shop.clock.advance(step);
    expect(await reconcile()).toBe(1);
  }
  expect(shop.kinds()).toEqual([]);
  answer = () => ({ kind: 'released' });
  shop.clock.advance(2_000);
  await reconcile();
  expect(await stateOf(placed)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'TIMED_OUT' } });
});

it('leaves an order with a PENDING row to those who look after rows, and ends the request of a final one', async () => {
  const [pending, final] = [await place('k1'), await place('k2')];
  await shop.engine().place(pending);
  await streams.consume(reserved(final));
  shop.events.length = 0;
  shop.clock.advance(5_000);
  await reconciler()();
  expect(asked).toEqual([]);
  expect(shop.events.map(({ key, data }) => [key, data?.status])).toEqual([
    [final.id, undefined],
    [final.id, 'CONFIRMED'],
  ]);
});

it('looks after the others although the row of one that is final cannot be read', async () => {
  const [bad, final, waiting] = [await place('k1'), await place('k2'), await place('k3')];
  await streams.consume(reserved(bad), reserved(final));
  await shop.database.run('UPDATE orders SET title = NULL WHERE id = ?', [bad.id]);
  shop.events.length = 0;
  shop.clock.advance(5_000);
  expect(await reconciler()()).toBe(1);
  expect(asked).toEqual([waiting.id]);
  expect(shop.events.map(({ key, type, data }) => [key, type, data === null])).toContainEqual([
    final.id,
    orderRequested.type,
    true,
  ]);
});

it('takes no more than a batch, and the others next', async () => {
  for (const key of ['k1', 'k2', 'k3']) await place(key);
  const reconcile = reconciler(2);
  shop.clock.advance(5_000);
  expect([await reconcile(), await reconcile(), await reconcile()]).toEqual([2, 1, 0]);
  expect(new Set(asked).size).toBe(3);
});

it('looks at a bounded number of requests in a turn, and at all of them in the end', async () => {
  const request = {
    orderId: '',
    userId: user('ann'),
    inputHash: '0'.repeat(64),
    lines: [{ itemId: item('pen'), quantity: 1 }],
  };
  const requestedAt = shop.clock().toISOString();
  const requests = Array.from({ length: 5_000 }, (_, index) =>
    orderRequested.schema.parse({ ...request, orderId: orderId('ann', `k${index}`), requestedAt }),
  );
  let looked = 0;
  const requested = new Map(requests.map((one) => [String(one.orderId), one]));
  const orders = overdueRequests({
    ...shop,
    settings,
    lookup: (id) => requested.get(id),
    logger: silentLogger(),
    table: {
      partitions: () => [0],
      *rows() {
        for (const [key, value] of requested) {
          looked++;
          yield { partition: 0, key, value };
        }
      },
    },
  });
  shop.clock.advance(5_000);
  const claimed = new Set<string>();
  const turns: number[] = [];
  while (claimed.size < requests.length) {
    looked = 0;
    for (const { id } of (await orders.claim(shop.clock())).claimed) claimed.add(id);
    turns.push(looked);
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(20);
  // Now none is due, and no turn passes over all of them.
  for (let turn = 0; turn < 4; turn++) {
    looked = 0;
    expect((await orders.claim(shop.clock())).claimed).toEqual([]);
    expect(looked).toBeLessThanOrEqual(2_000);
  }
});

it('joins a parked result with an order that Kafka alone has', async () => {
  const placed = placement('ann', 'k1');
  await streams.consume(reserved(placed));
  expect(await shop.count('parked_result')).toBe(1);
  await streams.engine().place(placed);
  const rows = streams.table();
  const sweep = (lookup?: (key: string) => ReturnType<typeof rows.get>) =>
    createSweepParked({
      ...shop,
      now: shop.clock,
      graceMs: 60_000,
      logger: silentLogger(),
      onSettled: streams.onSettled,
      ...(lookup && { lookup }),
    })();
  expect(await sweep()).toBe(0);
  expect(await sweep((key) => rows.get(key))).toBe(1);
  expect(await stateOf(placed)).toMatchObject({ status: 'CONFIRMED', version: 2 });
  expect(await shop.count('parked_result')).toBe(0);
});
