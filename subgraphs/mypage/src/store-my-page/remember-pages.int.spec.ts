import { testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { order } from '../../test/happenings.ts';
import { foldBatch } from '../fold-my-page/fold-batch.ts';
import { createMyPageStore, type MyPageStore } from './my-page-store.ts';
import { rememberPages } from './remember-pages.ts';

let mongo: Awaited<ReturnType<typeof testMongo>>;
let store: MyPageStore;
let read: string[] = [];
let counting: MyPageStore;

beforeAll(async () => {
  mongo = await testMongo();
  store = createMyPageStore(mongo.db);
  counting = {
    ...store,
    loadMany(ids) {
      read.push(...ids);
      return store.loadMany(ids);
    },
  };
});
afterAll(() => mongo.drop());

/** What is read from MongoDB during some work. */
async function readBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  read = [];
  await work();
  return read;
}

test('a page that was written is not read again for the next event', async () => {
  const writer = rememberPages(counting);
  expect(await readBy(() => foldBatch(writer, [order('ada', 1), order('ben', 1)]))).toEqual(['ada', 'ben']);
  expect(await readBy(() => foldBatch(writer, [order('ada', 2), order('cyd', 1)]))).toEqual(['cyd']);
  expect(await store.load('ada')).toMatchObject({ revision: 2, orders: { count: 2 } });
});

test('a page that somebody else has written meanwhile is read anew, and nothing is lost', async () => {
  const writer = rememberPages(counting);
  await foldBatch(writer, [order('raced', 1), order('other', 1)]);
  await foldBatch(store, [order('raced', 2)]);
  expect(await readBy(() => foldBatch(writer, [order('raced', 3), order('other', 2)]))).toEqual(['raced', 'other']);
  expect((await store.load('raced'))?.orders.count).toBe(3);
  expect((await store.load('other'))?.orders.count).toBe(2);
});

test('what becomes of a write that failed is looked up', async () => {
  let isCut = false;
  const writer = rememberPages({
    ...counting,
    async save(pages) {
      const isSaved = await store.save(pages);
      // It was written, and nobody was told.
      if (isCut) throw new Error('cut off');
      return isSaved;
    },
  });
  await foldBatch(writer, [order('cut', 1)]);
  isCut = true;
  await expect(foldBatch(writer, [order('cut', 2)])).rejects.toThrow('cut off');
  isCut = false;
  expect(await readBy(() => foldBatch(writer, [order('cut', 2), order('cut', 3)]))).toEqual(['cut']);
  expect(await store.load('cut')).toMatchObject({ revision: 3, orders: { count: 3 } });
});

test('the pages that were used longest ago are forgotten first', async () => {
  const writer = rememberPages(counting, 2);
  for (const [index, user] of ['one', 'two', 'one', 'three'].entries())
    await foldBatch(writer, [order(user, index + 5)]);
  expect(await readBy(() => foldBatch(writer, [order('one', 1), order('three', 1), order('two', 1)]))).toEqual(['two']);
});
