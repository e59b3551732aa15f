import type { Outbox } from '@rushgraph/messaging';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement } from '../../test/order-fixture.ts';
import { streamsFixture } from '../../test/streams-fixture.ts';

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());
beforeEach(() => streamsFixture(shop).reset());

/** Places an order in a process that dies right after its commit; what is left of it then. */
async function placeAndDie(outbox: Outbox) {
  await shop.engine({}, outbox).place(placement('ann', 'k1'));
  return { orders: await shop.count('orders'), events: await shop.count('outbox') };
}

it('has an order and its events, or neither, when its process dies after the commit', async () => {
  expect(await placeAndDie(shop.outbox)).toEqual({ orders: 1, events: 2 });
});

it('control: with events that are recorded after the commit nobody ever hears of the order', async () => {
  const afterwards: Outbox = { ...shop.outbox, record: async () => undefined };
  expect(await placeAndDie(afterwards)).toEqual({ orders: 1, events: 0 });
});
