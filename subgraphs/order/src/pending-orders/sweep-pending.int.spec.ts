import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, reserved, user } from '../../test/order-fixture.ts';
import { type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { createSweepPending } from './sweep-pending.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(() => streams.reset());

const [settled, pending] = [placement('ann', 'k1'), placement('ann', 'k2')];
const entryOf = ({ id }: typeof settled) => `{order}:pending:${id}`;

/** Two published orders, one of which was settled by a worker that died before it took the entry away. */
async function leaveOver(): Promise<void> {
  const engine = streams.engine();
  await Promise.all([engine.place(settled), engine.place(pending)]);
  await shop.pending.markPublished([settled.id, pending.id]);
  const { onSettled } = streams;
  streams.onSettled = () => undefined;
  await streams.consume(reserved(settled));
  streams.onSettled = onSettled;
}

it('takes away the entry of an order that has its row, and leaves that of one that is pending', async () => {
  await leaveOver();
  shop.clock.advance(60_000);
  expect(await createSweepPending({ ...shop, now: shop.clock })()).toBe(1);
  expect((await shop.redis.keys('{order}:pending:*')).sort()).toEqual([entryOf(pending)]);
  expect(await shop.redis.zrange(`{order}:pending-of:${user('ann')}`, '0', '-1')).toEqual([pending.id]);
});

it('takes away the entry of an order whose row cannot be read, too: that it is there is enough', async () => {
  await leaveOver();
  await shop.database.run('UPDATE orders SET title = NULL');
  shop.clock.advance(60_000);
  expect(await createSweepPending({ ...shop, now: shop.clock })()).toBe(1);
});

it('leaves young entries to those who settle their orders', async () => {
  await leaveOver();
  shop.clock.advance(59_999);
  expect(await createSweepPending({ ...shop, now: shop.clock })()).toBe(0);
  expect(await shop.redis.keys('{order}:pending:*')).toHaveLength(2);
});

it('takes expired orders out of the list of their customer, which other orders keep alive', async () => {
  await leaveOver();
  await shop.redis.del(entryOf(settled));
  shop.clock.advance(60_000);
  await createSweepPending({ ...shop, now: shop.clock })();
  expect(await shop.redis.zrange(`{order}:pending-of:${user('ann')}`, '0', '-1')).toEqual([pending.id]);
});

it('passes over a part of the keys in a turn, and over all of them in the end', async () => {
  await leaveOver();
  shop.clock.advance(60_000);
  for (let n = 0; n < 1_000; n++) await shop.redis.set(`other:${n}`, '');
  const sweep = createSweepPending({ ...shop, now: shop.clock, keysPerTurn: 10 });
  let turns = 0;
  for (let taken = 0; taken === 0; turns++) taken = await sweep();
  expect(turns).toBeLessThanOrEqual(1_010);
  expect(await shop.redis.keys('{order}:pending:*')).toEqual([entryOf(pending)]);
});

it('does nothing while Redis is away', async () => {
  const redis = shop.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
  expect(await createSweepPending({ ...shop, redis, now: shop.clock })()).toBe(0);
});
