import { orderUpdated } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '../../test/order-app.ts';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { createOrderFeed, type OrderFeedGuards } from './order-feed.ts';
import { updatedOrder } from './updated-order.ts';

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());

let keys = 0;
/** An order of ann's that is settled, who follows it from before that, and its events. */
async function followed(guards: OrderFeedGuards) {
  const feed = createOrderFeed({ reader: shop.reader, metrics: createMetrics('order', { defaults: false }) }, guards);
  keys += 1;
  const order = placement('ann', `control ${keys}`);
  await shop.engine().place(order);
  const states = await feed.watch(order.id, customer('ann'));
  await states?.next();
  await shop.settle(reserved(order));
  const [placed, settled] = shop.events
    .filter(({ type, subject }) => type === orderUpdated.type && subject === order.id)
    .map(({ data }) => orderUpdated.schema.parse(data));
  if (placed === undefined || settled === undefined) throw new Error('Two events are expected');
  const next = async () => {
    const { value } = (await states?.next()) ?? {};
    return value === undefined ? 'end' : `${value.order.status} ${value.order.version}`;
  };
  return { feed, placed, settled, next };
}

test.each([
  ['with the guard of versions an event that comes late is not told', {}, ['PENDING 2', 'nothing']],
  ['without it an order goes back', { version: false }, ['PENDING 2', 'PENDING 1']],
] as const)('%s', async (_, guards, expected) => {
  const { feed, placed, settled, next } = await followed(guards);
  feed.tell(updatedOrder({ ...settled, status: 'PENDING', version: 2 }));
  const second = await next();
  feed.tell(updatedOrder(placed));
  // What is told is there at once.
  const third = await Promise.race([next(), new Promise((resolve) => setImmediate(() => resolve('nothing')))]);
  expect([second, third]).toEqual(expected);
});

test.each([
  ['with the guard of ownership an order that has become somebody else’s is not told', {}, 'NOT_FOUND'],
  ['without it it is', { owner: false }, 'CONFIRMED 2'],
])('%s', async (_, guards, expected) => {
  const { feed, settled, next } = await followed(guards);
  feed.tell(updatedOrder({ ...settled, userId: placement('ben', 'any').userId }));
  const told = await next().catch((error: { extensions?: { code?: string } }) => error.extensions?.code);
  expect(told).toBe(expected);
});
