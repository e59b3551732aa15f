import { testMongo } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moment, order } from '../../test/happenings.ts';
import { listedOrder } from '../../test/owners.ts';
import { readingFixture } from '../../test/reading-fixture.ts';
import { foldBatch } from '../fold-my-page/fold-batch.ts';
import { comparePages } from '../rebuild-pages/compare-pages.ts';

const ada = '0000000000000000000000000A';
let mongo: Awaited<ReturnType<typeof testMongo>>;
let shop: Awaited<ReturnType<typeof readingFixture>>;

/** As pages were before each part had a time of its own. */
const earlierPage = {
  _id: ada,
  revision: 7,
  asOf: moment(3),
  profile: { version: 1, name: 'Ada', email: 'ada@example.com' },
  orders: {
    count: 2,
    newest: [{ id: listedOrder.id, at: moment(2), version: 3, status: 'CONFIRMED', title: 'Tea', total: null }],
    earlier: [{ id: 'earlier', at: moment(1) }],
  },
  coupons: { count: 0, newest: [], earlier: [] },
  watermarks: [{ source: 'commerce.orders/0', offset: 3 }],
};

beforeEach(async () => {
  mongo = await testMongo();
  shop = await readingFixture({ mongoUrl: mongo.url });
  await mongo.db.collection<typeof earlierPage>('my_page').insertOne(earlierPage);
});
afterEach(async () => {
  await shop.stop();
  await mongo.drop();
});

test('a page of an earlier version is composed anew, and then written as this version does', async () => {
  expect(await shop.ask(ada)).toMatchObject({
    code: undefined,
    page: { name: 'Ada', missing: [], composed: ['PROFILE', 'ORDERS', 'COUPONS'], couponCount: 1 },
  });
  await shop.write();
  const { page } = await shop.ask(ada);
  expect(page).toMatchObject({ composed: [], orderCount: 2, orders: [{ id: listedOrder.id, status: 'CONFIRMED' }] });
  const written = await mongo.db.collection<{ _id: string }>('my_page').findOne({ _id: ada });
  expect(written).toMatchObject({ revision: 8, isErased: false, orders: { archivedTo: null } });
  expect(written).not.toHaveProperty('watermarks');
});

test('an order that comes to a page of an earlier version is put beside those that it has', async () => {
  await foldBatch(shop.store, [order(ada, 9)]);
  expect(await shop.store.load(ada)).toMatchObject({
    revision: 8,
    asOf: { profile: null, orders: moment(9.1), coupons: null },
    orders: { count: 3, earlier: [{ id: 'earlier' }] },
  });
});

test('a page of an earlier version is the same as a rebuilt one that shows the same', async () => {
  const rebuilt = { ...earlierPage, isErased: false };
  await mongo.db.collection<typeof rebuilt>('my_page_2').insertOne(rebuilt);
  expect(await comparePages(mongo.db, 1, 2, async () => undefined)).toEqual({
    pages: 1,
    same: 1,
    newer: 0,
    poorer: [],
  });
});
