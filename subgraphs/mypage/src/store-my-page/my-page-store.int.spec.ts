import type { OrderId, OrderUpdated, UserId } from '@rushgraph/contracts';
import { race, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldBatch, type OriginatedEvent } from '../fold-my-page/fold-batch.ts';
import { createMyPageStore, type MyPageStore } from './my-page-store.ts';

let mongo: Awaited<ReturnType<typeof testMongo>>;
let store: MyPageStore;

beforeAll(async () => {
  mongo = await testMongo();
  store = createMyPageStore(mongo.db);
});
afterAll(() => mongo.drop());

function order(userId: string, number: number, offset: number, partition = 0): OriginatedEvent {
  const placedAt = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
  const data: OrderUpdated = {
    orderId: `order-${number}` as OrderId,
    userId: userId as UserId,
    version: 1,
    status: 'PENDING',
    title: null,
    total: null,
    lines: [],
    rejection: null,
    placedAt,
    settledAt: null,
  };
  return { event: { kind: 'order', data }, origin: { source: `orders/${partition}`, offset, time: placedAt } };
}

test('a batch over many customers is stored and read back', async () => {
  const users = Array.from({ length: 50 }, (_, index) => `many-${index}`);
  await foldBatch(
    store,
    users.map((user, index) => order(user, index, index)),
  );
  const pages = await store.loadMany(users);
  expect([...pages.values()].map(({ orders }) => orders.count)).toEqual(users.map(() => 1));
  expect(await store.load('nobody')).toBeNull();
});

test('a batch that comes again changes nothing', async () => {
  const batch = Array.from({ length: 30 }, (_, number) => order('again', number, number));
  await foldBatch(store, batch);
  const before = await store.load('again');
  await foldBatch(store, batch);
  await foldBatch(store, batch.slice(10));
  expect(await store.load('again')).toEqual(before);
  expect(before).toMatchObject({ revision: 1, orders: { count: 30 } });
});

test('a writer that was overtaken does not overwrite the newer document', async () => {
  await foldBatch(store, [order('overtaken', 1, 1)]);
  const stale = await store.load('overtaken');
  await foldBatch(store, [order('overtaken', 2, 2)]);
  if (stale === null) throw new Error('the page is not there');
  expect(await store.save([stale])).toBe(false);
  expect(await store.load('overtaken')).toMatchObject({ revision: 2, orders: { count: 2 } });
});

test('two writers who both find nothing do not lose either event', async () => {
  let rivalRan = false;
  const overtaken: Pick<MyPageStore, 'loadMany' | 'save'> = {
    async loadMany(ids) {
      const loaded = await store.loadMany(ids);
      if (!rivalRan) {
        rivalRan = true;
        await foldBatch(store, [order('created', 1, 1, 1)]);
      }
      return loaded;
    },
    save: (documents) => store.save(documents),
  };
  await foldBatch(overtaken, [order('created', 2, 1, 2)]);
  expect(await store.load('created')).toMatchObject({ revision: 2, orders: { count: 2 } });
});

test('eight writers at once lose no event', async () => {
  const results = await race(8, (partition) =>
    foldBatch(
      store,
      Array.from({ length: 5 }, (_, offset) => order('raced', partition * 5 + offset, offset, partition)),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'fulfilled'));
  expect(await store.load('raced')).toMatchObject({ revision: 8, orders: { count: 40 } });
});
