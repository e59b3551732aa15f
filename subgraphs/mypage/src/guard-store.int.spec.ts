import { DEFAULT_SETTINGS } from '@rushgraph/resilience';
import { createMetrics } from '@rushgraph/service';
import { silentLogger, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { order } from '../test/happenings.ts';
import { foldBatch } from './fold-my-page/fold-batch.ts';
import { guardStore } from './guard-store.ts';
import { createMyPageStore } from './store-my-page/my-page-store.ts';

let mongo: Awaited<ReturnType<typeof testMongo>>;
beforeAll(async () => {
  mongo = await testMongo();
});
afterAll(() => mongo.drop());

function guarded() {
  const store = createMyPageStore(mongo.db);
  const asked: (readonly string[])[] = [];
  const counting = {
    ...store,
    loadStored(ids: readonly string[]) {
      asked.push(ids);
      return store.loadStored(ids);
    },
  };
  const guard = guardStore({
    forReading: async () => counting,
    settings: DEFAULT_SETTINGS,
    logger: silentLogger(),
    metrics: createMetrics('mypage', { defaults: false }),
  });
  return { guard, store, asked };
}

test('readers who ask in one moment share a command, and each has its own page', async () => {
  const { guard, store, asked } = guarded();
  await foldBatch(store, [order('ada', 1), order('bob', 1), order('bob', 2)]);
  const pages = await Promise.all(['ada', 'bob', 'nobody', 'ada'].map((id) => guard.load(id)));
  expect(pages.map((page) => page?.orders.count)).toEqual([1, 2, undefined, 1]);
  expect(asked).toEqual([['ada', 'bob', 'nobody']]);
});

test('a page that cannot be read fails for nobody else', async () => {
  const { guard, store } = guarded();
  await foldBatch(store, [order('cyd', 1)]);
  await mongo.db.collection<{ _id: string }>('my_page').insertOne({ _id: 'damaged' });
  const [damaged, whole] = await Promise.allSettled([guard.load('damaged'), guard.load('cyd')]);
  expect(damaged.status).toBe('rejected');
  expect(whole).toMatchObject({ status: 'fulfilled', value: { orders: { count: 1 } } });
});
