import { deriveId, type OrderId } from '@rushgraph/contracts';
import { startStoreProxy, testMongo, testStack } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moment, order, orderUpdate, profile } from '../../test/happenings.ts';
import { readingFixture } from '../../test/reading-fixture.ts';
import { foldBatch } from '../fold-my-page/fold-batch.ts';
import { toldByComposing, toldByOrder } from '../fold-my-page/happening.ts';

const ada = '0000000000000000000000000A';
let mongo: Awaited<ReturnType<typeof testMongo>>;

beforeAll(async () => {
  mongo = await testMongo();
});
afterAll(() => mongo.drop());

test('a page that is asked for after an order waits for that order', async () => {
  const shop = await readingFixture({ mongoUrl: mongo.url });
  const user = '0000000000000000000000000B';
  await foldBatch(shop.store, [profile(user, 1), order(user, 1)]);
  await foldBatch(shop.store, [
    toldByComposing({ userId: user as never, composedAt: moment(1), profile: null, orders: null, coupons: [] }),
  ]);
  const id = deriveId<OrderId>('order', user, '2');
  const placed = toldByOrder({ ...orderUpdate(user, 2), orderId: id }, moment(2));
  const asking = shop.ask(user, id);
  await foldBatch(shop.store, [placed]);
  expect((await asking).page).toMatchObject({ orderCount: 2, holdsAfter: true });
  expect((await shop.ask(user)).page).toMatchObject({ holdsAfter: null });
  await shop.stop();
});

test('it answers with what there is, and says so, when the order does not come', async () => {
  const shop = await readingFixture({ mongoUrl: mongo.url });
  const user = '0000000000000000000000000D';
  await foldBatch(shop.store, [profile(user, 1), order(user, 1)]);
  expect((await shop.ask(user, deriveId<OrderId>('order', 'never'))).page).toMatchObject({
    orderCount: 1,
    holdsAfter: false,
  });
  await shop.stop();
});

test('it holds an order that it has counted long ago, and names no more', async () => {
  const shop = await readingFixture({ mongoUrl: mongo.url });
  const user = '0000000000000000000000000F';
  const first = deriveId<OrderId>('order', user, 'first');
  await foldBatch(shop.store, [profile(user, 1), toldByOrder({ ...orderUpdate(user, 1), orderId: first }, moment(1))]);
  for (const from of [2, 42])
    await foldBatch(
      shop.store,
      Array.from({ length: 40 }, (_, n) => order(user, from + n)),
    );
  expect((await shop.store.load(user))?.orders.archivedTo).not.toBeNull();
  expect((await shop.ask(user, first)).page).toMatchObject({ orderCount: 81, holdsAfter: true });
  expect((await shop.ask(user, deriveId<OrderId>('order', 'never'))).page).toMatchObject({ holdsAfter: false });
  await shop.stop();
});

test.each(['fallSilent', 'breakOff'] as const)(
  'while the store is away (%s) pages are composed, and say so',
  async (fault) => {
    const proxy = await startStoreProxy(Number(new URL(testStack().mongodbUrl).port));
    const url = new URL(mongo.url);
    const mongoUrl = `mongodb://127.0.0.1:${proxy.port}${url.pathname}`;
    const shop = await readingFixture({ mongoUrl, storePolicy: { timeLimitMs: 300, openMs: 10_000 } });
    try {
      await shop.ask('0000000000000000000000000E');
      proxy[fault]();
      expect((await shop.ask(ada)).page).toMatchObject({
        name: 'Ada',
        missing: [],
        composed: ['PROFILE', 'ORDERS', 'COUPONS'],
      });
      // The breaker keeps later readers from waiting for the store.
      for (let reader = 0; reader < 12; reader++) await shop.ask(ada);
      expect((await shop.ask(ada, 'any')).page).toMatchObject({ orderCount: 1, holdsAfter: false });
    } finally {
      proxy.pass();
      await shop.stop();
      await proxy.stop();
    }
  },
);
