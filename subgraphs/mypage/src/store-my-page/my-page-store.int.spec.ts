import { race, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moment, order } from '../../test/happenings.ts';
import { type FoldStore, foldBatch } from '../fold-my-page/fold-batch.ts';
import { createMyPageStore, type MyPageStore } from './my-page-store.ts';

let mongo: Awaited<ReturnType<typeof testMongo>>;
let store: MyPageStore;

beforeAll(async () => {
  mongo = await testMongo();
  store = createMyPageStore(mongo.db);
});
afterAll(() => mongo.drop());

test('a batch over many customers is stored and read back', async () => {
  const users = Array.from({ length: 50 }, (_, index) => `many-${index}`);
  await foldBatch(
    store,
    users.map((user, index) => order(user, index)),
  );
  const pages = await store.loadMany(users);
  expect([...pages.values()].map(({ orders }) => orders.count)).toEqual(users.map(() => 1));
  expect(await store.load('nobody')).toBeNull();
});

test('a batch that comes again changes nothing', async () => {
  const batch = Array.from({ length: 30 }, (_, number) => order('again', number));
  await foldBatch(store, batch);
  const before = await store.load('again');
  await foldBatch(store, batch);
  await foldBatch(store, batch.slice(10));
  expect(await store.load('again')).toEqual(before);
  expect(before).toMatchObject({ revision: 1, orders: { count: 30 } });
});

test('a writer that was overtaken does not overwrite the newer document', async () => {
  await foldBatch(store, [order('overtaken', 1)]);
  const stale = await store.load('overtaken');
  await foldBatch(store, [order('overtaken', 2)]);
  if (stale === null) throw new Error('the page is not there');
  expect(await store.save([stale])).toBe(false);
  expect(await store.load('overtaken')).toMatchObject({ revision: 2, orders: { count: 2 } });
});

test('two writers who both find nothing do not lose either event', async () => {
  let rivalRan = false;
  const overtaken: FoldStore = {
    ...store,
    async loadMany(ids) {
      const loaded = await store.loadMany(ids);
      if (!rivalRan) {
        rivalRan = true;
        await foldBatch(store, [order('created', 1)]);
      }
      return loaded;
    },
  };
  await foldBatch(overtaken, [order('created', 2)]);
  expect(await store.load('created')).toMatchObject({ revision: 2, orders: { count: 2 } });
});

test('eight writers at once lose no event', async () => {
  const results = await race(8, (partition) =>
    foldBatch(
      store,
      Array.from({ length: 5 }, (_, offset) => order('raced', partition * 5 + offset)),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'fulfilled'));
  expect(await store.load('raced')).toMatchObject({ revision: 8, orders: { count: 40 } });
});

test('counts each of 1,500 orders once, settled long after the page has forgotten their names', async () => {
  const placed = Array.from({ length: 1_500 }, (_, number) => order('busy', number, 1));
  for (let start = 0; start < placed.length; start += 500) await foldBatch(store, placed.slice(start, start + 500));
  await foldBatch(store, [
    ...placed.slice(0, 100),
    ...placed.slice(0, 400).map((_, number) => order('busy', number, 2)),
  ]);
  const page = await store.load('busy');
  expect(page?.orders.count).toBe(1_500);
  expect(page?.orders.earlier).toHaveLength(22);
});

test('an archive that failed half-way is completed by the same batch again, and nothing is counted twice', async () => {
  const placed = Array.from({ length: 600 }, (_, number) => order('cut', number, 1));
  await foldBatch(store, placed.slice(0, 500));
  const cut: FoldStore = { ...store, save: () => Promise.reject(new Error('the process ended here')) };
  await expect(foldBatch(cut, placed.slice(500))).rejects.toThrow('ended here');
  await foldBatch(store, placed.slice(500));
  await foldBatch(store, [order('cut', 3, 2)]);
  expect((await store.load('cut'))?.orders.count).toBe(600);
});

test('moves 4,000 names of all pages at once, the others with the next batches, and counts each order once', async () => {
  const users = Array.from({ length: 200 }, (_, number) => `wide-${number}`);
  const placed = (from: number, to: number) =>
    users.flatMap((user) => Array.from({ length: to - from }, (_, offset) => order(user, from + offset)));
  const moved: number[] = [];
  const noted: FoldStore = {
    ...store,
    archive(keys) {
      moved.push(keys.length);
      return store.archive(keys);
    },
  };
  // As after a release that names fewer: 28 too many in each page.
  await foldBatch(noted, placed(0, 60));
  for (const number of [60, 61, 62]) await foldBatch(noted, placed(number, number + 1));
  expect(moved).toEqual([0, 4_000, 1_800, 200]);
  // What is archived and what is not yet, told again.
  await foldBatch(noted, placed(0, 63));
  const pages = await store.loadMany(users);
  expect([...pages.values()].map(({ orders }) => orders.count)).toEqual(users.map(() => 63));
});

test('erasing a page deletes what is archived of that customer, and of nobody else', async () => {
  for (const user of ['gone', 'gonef']) {
    const placed = Array.from({ length: 400 }, (_, number) => order(user, number, 1));
    await foldBatch(store, placed);
    await foldBatch(store, [order(user, 400)]);
  }
  const keys = (user: string) =>
    Array.from({ length: 336 }, (_, number) => `${user}/orders/${user}-order-${String(number).padStart(6, '0')}`);
  expect((await store.findArchived(keys('gone'))).size).toBe(336);
  await foldBatch(store, [{ kind: 'erased', userId: 'gone', time: moment(1) }]);
  expect((await store.findArchived(keys('gone'))).size).toBe(0);
  expect((await store.findArchived(keys('gonef'))).size).toBe(336);
  await foldBatch(store, [order('gone', 1, 3)]);
  expect(await store.load('gone')).toMatchObject({ isErased: true, orders: { count: 0 } });
});
