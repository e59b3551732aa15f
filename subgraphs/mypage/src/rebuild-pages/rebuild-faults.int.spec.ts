import { userErased } from '@rushgraph/contracts';
import { eventually, startStoreProxy, testStack } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldingFixture } from '../../test/folding-fixture.ts';
import { moment } from '../../test/happenings.ts';
import { customer, orderRecord, profileRecord, recordOf } from '../../test/records.ts';
import { connectMongo } from '../connect-mongo.ts';
import { createGenerations } from '../store-my-page/generations.ts';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';
import { comparePages } from './compare-pages.ts';
import { goBack, rebuildPages } from './rebuild-pages.ts';

const [ada, ben] = [customer('ada'), customer('ben')];
const ORDERS = 30;
let shop: Awaited<ReturnType<typeof foldingFixture>>;

beforeEach(async () => {
  shop = await foldingFixture();
  const { producer, topicPrefix } = shop;
  await producer.send([ada, ben].map((user) => profileRecord(topicPrefix, user, 1)));
  await place(0, ORDERS);
  await eventually(async () => expect(await counts(1)).toEqual([ORDERS, ORDERS]));
});
afterEach(() => shop.stop());

/** Both customers place these orders, which are settled at once. */
async function place(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await shop.producer.send(
    numbers.flatMap((number) =>
      [ada, ben].flatMap((user) => [1, 2].map((v) => orderRecord(shop.topicPrefix, user, number, v))),
    ),
  );
}

const pages = (of: number) => createMyPageStore(shop.mongo.db, of);
const generation = () => createGenerations(shop.mongo.db, shop.rebuild.now).current();
async function counts(of: number): Promise<(number | undefined)[]> {
  const found = await pages(of).loadMany([ada, ben]);
  return [ada, ben].map((user) => found.get(user)?.orders.count);
}

test('of two rebuilds at once one swaps and the other says why it does not; no page is lost', async () => {
  const outcomes = await Promise.allSettled([rebuildPages(shop.rebuild), rebuildPages(shop.rebuild)]);
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect(refused).toEqual(['Error: Another rebuild has swapped the pages meanwhile.']);
  const { live } = await generation();
  expect(await counts(live)).toEqual([ORDERS, ORDERS]);
  await place(ORDERS, ORDERS + 5);
  await eventually(async () => expect(await counts(live)).toEqual([ORDERS + 5, ORDERS + 5]));
  expect((await goBack(shop.rebuild)).generation).toEqual({ live: 1, previous: live });
  expect(await counts(1)).toEqual([ORDERS + 5, ORDERS + 5]);
});

test('a rebuild drops what interrupted ones have left, once nobody can swap to it any more', async () => {
  const lost = await createGenerations(shop.mongo.db, shop.rebuild.now).begin();
  await pages(lost).save([...(await pages(1).loadMany([ada])).values()].map((page) => ({ ...page, revision: 0 })));
  await rebuildPages(shop.rebuild);
  expect(await pages(lost).load(ada)).toBeNull();
  expect(await generation()).toEqual({ live: lost + 1, previous: 1 });
});

test('a live page that is ahead is compared once more, when the other generation has what came meanwhile', async () => {
  const [page] = (await pages(1).loadMany([ada])).values();
  if (page === undefined) throw new Error('the page is not there');
  await pages(2).save([{ ...page, revision: 0, orders: { ...page.orders, count: ORDERS - 1 } }]);
  const catchUp = async () => {
    const found = await pages(1).loadMany([ada, ben]);
    const behind = await pages(2).load(ada);
    await pages(2).save(
      [...found.values()].map((one) => ({ ...one, revision: one._id === ada ? (behind?.revision ?? 0) : 0 })),
    );
  };
  const before = await comparePages(shop.mongo.db, 1, 2, async () => undefined);
  expect([before.same, before.poorer.toSorted()]).toEqual([0, [ada, ben].toSorted()]);
  expect(await comparePages(shop.mongo.db, 1, 2, catchUp)).toEqual({ pages: 2, same: 2, newer: 0, poorer: [] });
});

test('an account that is deleted while pages are rebuilt is erased in both generations, and orders that come are there', async () => {
  const told: Promise<void>[] = [];
  const say = (line: string) => {
    if (!line.startsWith('Comparing')) return;
    const data = { userId: ada, version: 2, erasedAt: moment(99) };
    const erased = recordOf(shop.topicPrefix, userErased, data, { subject: ada, version: 2, time: moment(99) });
    told.push(shop.producer.send([erased]), place(ORDERS, ORDERS + 1));
  };
  const { generation: after } = await rebuildPages({ ...shop.rebuild, say });
  await Promise.all(told);
  for (const of of [after.live, 1]) {
    if (of === 1) await goBack(shop.rebuild);
    await eventually(async () => {
      expect(await pages(of).load(ada)).toMatchObject({ isErased: true, profile: null, orders: { count: 0 } });
      expect((await pages(of).load(ben))?.orders.count).toBe(ORDERS + 1);
    });
  }
});

test.each(['fallSilent', 'breakOff'] as const)(
  'a rebuild whose MongoDB is away (%s) ends with one sentence, and the live pages stay',
  async (fault) => {
    const proxy = await startStoreProxy(Number(new URL(testStack().mongodbUrl).port));
    const connection = await connectMongo(`mongodb://127.0.0.1:${proxy.port}/${shop.mongo.db.databaseName}`);
    const say = (line: string) => {
      if (line.startsWith('Folding')) proxy[fault]();
    };
    try {
      await expect(rebuildPages({ ...shop.rebuild, db: connection.db, say, patienceMs: 2_000 })).rejects.toThrow(
        /^Nothing was folded for 2 seconds, and \d+ records are left: is MongoDB there, and does it answer\?$/,
      );
    } finally {
      proxy.pass();
      await connection.close();
      await proxy.stop();
    }
    expect(await generation()).toEqual({ live: 1, previous: null });
    expect((await rebuildPages(shop.rebuild)).comparison).toMatchObject({ pages: 2, same: 2 });
  },
  60_000,
);
