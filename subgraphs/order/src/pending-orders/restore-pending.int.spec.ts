import type { Database } from '@rushgraph/database';
import { silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, reserved, user } from '../../test/order-fixture.ts';
import { type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { createRestorePending, type RestorePendingDeps } from './restore-pending.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(() => streams.reset());

const [first, second] = [placement('ann', 'k1'), placement('ann', 'k2', { pen: 3 })];
async function placeBoth(): Promise<void> {
  const engine = streams.engine();
  await engine.place(first);
  shop.clock.advance(10);
  await engine.place(second);
}

/** Restores the one partition of a table that holds what has been requested until now. */
function restorer(overrides: Partial<RestorePendingDeps> = {}) {
  const requested = streams.table();
  const table: RestorePendingDeps['table'] = {
    partitions: () => [0],
    rows: (partition) => [...requested].map(([key, value]) => ({ partition, key, value })),
  };
  return createRestorePending({ ...shop, table, instanceId: 'one', logger: silentLogger(), ...overrides });
}

const ids = async () => (await shop.reader.page(user('ann'), 5)).map(({ id }) => id);
const seen = async () => ({
  orders: await shop.reader.orders([first.id, second.id]),
  lines: await shop.reader.lines([first.id, second.id]),
  page: await shop.reader.page(user('ann'), 5),
});
const entries = () => shop.redis.keys('{order}:pending:*');

it('shows the pending orders again, as they were, when Redis has lost them', async () => {
  await placeBoth();
  const before = await seen();
  expect(await ids()).toEqual([second.id, first.id]);
  const restore = restorer();
  await restore();
  await shop.redis.flushdb();
  expect(await ids()).toEqual([]);
  expect(await restore()).toBe(2);
  expect(await seen()).toEqual(before);
  expect(await restore()).toBe(0);
});

it('knows a repeat, and a key that belongs to other lines, by what was restored', async () => {
  await placeBoth();
  await shop.redis.flushdb();
  await restorer()();
  const sent = streams.sent.length;
  expect(await streams.engine().place(first)).toMatchObject({ kind: 'placed', order: { status: 'PENDING' } });
  expect(await streams.engine().place({ ...second, inputHash: 'other' })).toEqual({ kind: 'key-reused' });
  expect(streams.sent).toHaveLength(sent);
});

it('leaves no entry of an order that has its row, or gets it meanwhile', async () => {
  await placeBoth();
  let reads = 0;
  // The second order is settled between the look for its row and the entry.
  const database: Database = {
    ...shop.database,
    async rows<T>(statement: string, values?: readonly unknown[]) {
      const found = await shop.database.rows<T>(statement, values);
      if (++reads === 1) await streams.consume(reserved(second));
      return found;
    },
  };
  const restore = restorer({ database });
  await streams.consume(reserved(first));
  await shop.redis.flushdb();
  expect(await restore()).toBe(0);
  expect([await entries(), await ids()]).toEqual([[], [second.id, first.id]]);
});

it('restores the others although the row of one cannot be read: that it is there is enough', async () => {
  await placeBoth();
  const restore = restorer();
  await streams.consume(reserved(first));
  await shop.database.run('UPDATE orders SET title = NULL');
  await shop.redis.flushdb();
  expect(await restore()).toBe(1);
  expect(await entries()).toEqual([`{order}:pending:${second.id}`]);
});

it('begins again when Redis is emptied in the middle', async () => {
  await placeBoth();
  let reads = 0;
  const database: Database = {
    ...shop.database,
    async rows<T>(statement: string, values?: readonly unknown[]) {
      // After the entries were written, and before the partition is marked whole.
      if (++reads === 2) await shop.redis.flushdb();
      return shop.database.rows<T>(statement, values);
    },
  };
  const restore = restorer({ database });
  await restore();
  expect(await entries()).toEqual([]);
  await restore();
  expect(await entries()).toHaveLength(2);
  expect(await restore()).toBe(0);
});

it('does nothing while Redis is away', async () => {
  await placeBoth();
  const redis = shop.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
  expect(await restorer({ redis })()).toBe(0);
});
