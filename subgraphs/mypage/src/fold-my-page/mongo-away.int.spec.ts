import { eventually, startStoreProxy, testStack } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldingFixture } from '../../test/folding-fixture.ts';
import { readingFixture } from '../../test/reading-fixture.ts';
import { couponRecord, customer, orderRecord, profileRecord } from '../../test/records.ts';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';

const ada = customer('ada');
const others = [...'BCDEFGH'].map(customer);
const MISSED = 20;
let proxy: Awaited<ReturnType<typeof startStoreProxy>>;
let writer: Awaited<ReturnType<typeof foldingFixture>>;
let reader: Awaited<ReturnType<typeof readingFixture>>;

beforeEach(async () => {
  proxy = await startStoreProxy(Number(new URL(testStack().mongodbUrl).port));
  const through = (url: string) => `mongodb://127.0.0.1:${proxy.port}${new URL(url).pathname}`;
  writer = await foldingFixture({ mongoThrough: through });
  const mongoUrl = through(`mongodb://127.0.0.1/${writer.mongo.db.databaseName}`);
  reader = await readingFixture({ mongoUrl, storePolicy: { timeLimitMs: 300, openMs: 500 } });
});
afterEach(async () => {
  proxy.pass();
  await reader.stop();
  await writer.stop();
  await proxy.stop();
});

test.each(['fallSilent', 'breakOff'] as const)(
  'while MongoDB is away (%s) pages are composed and say so, the consumer waits, and nothing is lost when it is back',
  async (fault) => {
    const { producer, topicPrefix, live, counted } = writer;
    const pages = createMyPageStore(writer.mongo.db);
    await producer.send([ada, ...others].map((user) => profileRecord(topicPrefix, user, 1)));
    await producer.send(
      [ada, ...others].flatMap((user) => [orderRecord(topicPrefix, user, 0, 1), couponRecord(topicPrefix, user, 0, 1)]),
    );
    await eventually(async () => {
      for (const user of [ada, ...others])
        expect(await pages.load(user)).toMatchObject({ orders: { count: 1 }, coupons: { count: 1 } });
      expect((await reader.ask(ada)).page).toMatchObject({ orderCount: 1, composed: [] });
    });

    proxy[fault]();
    const missed = Array.from({ length: MISSED }, (_, index) => index + 1).flatMap((number) =>
      [ada, ...others].flatMap((user) => [1, 2].map((version) => orderRecord(topicPrefix, user, number, version))),
    );
    await producer.send(missed);
    expect((await reader.ask(ada)).page).toMatchObject({
      name: 'Ada',
      missing: [],
      composed: ['PROFILE', 'ORDERS', 'COUPONS'],
    });
    await eventually(async () => expect(await counted('consumer_retries_total')).toBeGreaterThan(0), {
      timeoutMs: 25_000,
    });
    await eventually(() => expect(live.behind()).toMatchObject({ records: missed.length }));
    expect((await pages.load(ada))?.orders.count).toBe(1);

    proxy.pass();
    await eventually(
      async () => {
        for (const user of [ada, ...others]) expect((await pages.load(user))?.orders.count).toBe(1 + MISSED);
        expect((await reader.ask(ada)).page).toMatchObject({ orderCount: 1 + MISSED, composed: [] });
        expect(live.behind()).toMatchObject({ records: 0, topics: {} });
      },
      { timeoutMs: 60_000 },
    );
    expect(await counted('consumer_dead_letters_total')).toBe(0);
  },
  150_000,
);
