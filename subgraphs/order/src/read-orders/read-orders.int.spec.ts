import { gatherReads } from '@rushgraph/concurrency';
import type { OrderId } from '@rushgraph/contracts';
import { adminViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderApp } from '../../test/order-app.ts';
import { type OrderFixture, orderFixture, orderId, placement, reserved, user } from '../../test/order-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import { type OrderRow, orderOf } from '../db/order-rows.ts';

const [good, bad] = [orderId('ann', 'good'), orderId('ben', 'bad')];
let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
  for (const placed of [placement('ann', 'good'), placement('ben', 'bad')]) {
    await shop.engine().place(placed);
    await shop.settle(reserved(placed));
  }
  await shop.database.run('UPDATE orders SET title = NULL WHERE id = ?', [bad]);
});
afterAll(() => shop.drop());

const statuses = (read: (ids: readonly OrderId[]) => Promise<unknown>) =>
  Promise.allSettled([read([good]), read([bad])]).then((all) => all.map(({ status }) => status));

it('fails for whoever asks for an order that cannot be read, and for nobody who asks at the same time', async () => {
  expect(await statuses((ids) => shop.reader.orders(ids))).toEqual(['fulfilled', 'rejected']);
  await expect(shop.reader.orders([bad])).rejects.toMatchObject({
    name: 'UnreadableOrder',
    cause: { message: `Order ${bad} is CONFIRMED without title` },
  });
  expect(await statuses((ids) => shop.reader.lines(ids))).toEqual(['fulfilled', 'fulfilled']);
});

it('fails within a request for that order, and for no other one', async () => {
  const server = await orderApp(shop);
  const query = 'query ($good: ID!, $bad: ID!) { good: order(id: $good) { status } bad: order(id: $bad) { status } }';
  const { data, errors } = await server.graph(adminViewer(), query, { good, bad });
  await server.app.close();
  expect(data).toEqual({ good: { status: 'CONFIRMED' }, bad: null });
  expect(errors).toMatchObject([{ path: ['bad'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
});

it('fails for a list that such an order is in: whoever keeps the list would take one without it for the whole', async () => {
  await expect(shop.reader.page(user('ben'), 10)).rejects.toThrow(`Order ${bad} is CONFIRMED without title`);
  expect((await shop.reader.page(user('ann'), 10)).map(({ id }) => id)).toEqual([good]);
});

it('refuses a state that a later version may know', () => {
  const row = { id: good, user_id: user('ann'), version: 1, placed_at: new Date(), status: 'LENT' };
  expect(() => orderOf(row as unknown as OrderRow)).toThrow(/state that this version does not know: LENT/);
});

it('would fail for both if orders were read where the statement is', async () => {
  const together = gatherReads((ids: readonly OrderId[]) => loadOrders(shop.database, ids));
  expect(await statuses(together)).toEqual(['rejected', 'rejected']);
});
