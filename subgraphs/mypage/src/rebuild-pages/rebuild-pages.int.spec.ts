import { couponUpdatedV1, orderUpdatedV1 } from '@rushgraph/contracts';
import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldingFixture } from '../../test/folding-fixture.ts';
import { couponRecord, customer, orderRecord } from '../../test/records.ts';
import { createGenerations } from '../store-my-page/generations.ts';
import { collectionsOf, createMyPageStore } from '../store-my-page/my-page-store.ts';
import { servedOf } from './compare-pages.ts';
import { goBack, PoorerPages, rebuildPages } from './rebuild-pages.ts';

const customers = ['ada', 'ben', 'cyd'].map(customer);
const old = customer('old');
/** As they are in a shop that is older than the topics by order and by coupon. */
const retired = [orderUpdatedV1, couponUpdatedV1].map(({ topic }) => ({ name: topic, partitions: 4, config: {} }));
let shop: Awaited<ReturnType<typeof foldingFixture>>;

beforeAll(async () => {
  shop = await foldingFixture({ more: retired });
});
afterAll(() => shop.stop());

let placed = 0;
/** Each customer places so many orders, which are settled at once. */
async function place(count: number): Promise<void> {
  const numbers = Array.from({ length: count }, () => placed++);
  await shop.producer.send(
    numbers.flatMap((number) =>
      customers.flatMap((user) => [1, 2].map((version) => orderRecord(shop.topicPrefix, user, number, version))),
    ),
  );
}

const pages = (of: number) => createMyPageStore(shop.mongo.db, of);
const generation = () => createGenerations(shop.mongo.db, shop.rebuild.now).current();
const counts = async (of: number) =>
  [...(await pages(of).loadMany(customers)).values()].map(({ orders }) => orders.count);
const served = async (of: number) => {
  const found = await pages(of).loadMany([...customers, old]);
  return [...customers, old].map((id) => {
    const page = found.get(id);
    return page && servedOf(page);
  });
};

test('pages are made of what was told before orders and coupons had topics by their own keys, too', async () => {
  const { producer, topicPrefix } = shop;
  await producer.send([
    ...[1, 2].map((version) => orderRecord(topicPrefix, old, 1, version, orderUpdatedV1)),
    ...[1, 2].map((version) => orderRecord(topicPrefix, old, 2, version, orderUpdatedV1)),
    couponRecord(topicPrefix, old, 1, 1, couponUpdatedV1),
  ]);
  await producer.send([orderRecord(topicPrefix, old, 2, 3), couponRecord(topicPrefix, old, 1, 2)]);
  await eventually(async () =>
    expect(await pages(1).load(old)).toMatchObject({
      orders: { count: 2, newest: [{ version: 3 }, { version: 2 }] },
      coupons: { count: 1, newest: [{ version: 2 }] },
    }),
  );
});

test('builds the pages anew while orders come, swaps, loses nothing, and can go back', async () => {
  await place(300);
  await eventually(async () => expect(await counts(1)).toEqual([300, 300, 300]));
  const isOver = Promise.withResolvers<void>();
  const placing = (async () => {
    for (let turn = 0; turn < 20; turn++) await place(5);
    isOver.resolve();
  })();
  const { generation: after, comparison } = await rebuildPages(shop.rebuild);
  expect(after).toEqual({ live: 2, previous: 1 });
  expect(comparison).toMatchObject({ pages: 4, poorer: [] });
  await Promise.all([placing, isOver.promise]);
  await place(5);
  await eventually(async () => expect(await counts(2)).toEqual([405, 405, 405]));

  expect((await goBack(shop.rebuild)).generation).toEqual({ live: 1, previous: 2 });
  expect(await counts(1)).toEqual([405, 405, 405]);
  expect(await served(1)).toEqual(await served(2));
  await place(5);
  await eventually(async () => expect(await counts(1)).toEqual([410, 410, 410]));
});

test.each([
  ['counts less', (page: object) => ({ ...page, orders: { ...ordersOf(page), count: 9_999 } })],
  [
    'shows an order in an older version',
    (page: object) => ({ ...page, orders: { ...ordersOf(page), newest: ordersOf(page).newest.map(later) } }),
  ],
])('does not swap when a page %s than the live one, and says whose', async (_, change) => {
  const before = await generation();
  const ada = customer('ada');
  const collection = shop.mongo.db.collection<{ _id: string }>(collectionsOf(before.live).pages);
  const page = await pages(before.live).load(ada);
  if (page === null) throw new Error('the page is not there');
  await collection.replaceOne({ _id: ada }, change(page));
  await expect(rebuildPages(shop.rebuild)).rejects.toThrow(PoorerPages);
  expect(await generation()).toEqual(before);
  await collection.replaceOne({ _id: ada }, page);
});

type Orders = { readonly newest: readonly { readonly version: number }[] };
const ordersOf = (page: object): Orders => Reflect.get(page, 'orders');
const later = <Entry extends { readonly version: number }>(entry: Entry) => ({ ...entry, version: 9 });
