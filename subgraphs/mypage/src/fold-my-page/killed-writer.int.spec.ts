import { seededRandom, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coupon, order, profile } from '../../test/happenings.ts';
import { servedOf } from '../rebuild-pages/compare-pages.ts';
import { createMyPageStore, type MyPageStore } from '../store-my-page/my-page-store.ts';
import { type FoldStore, foldBatch } from './fold-batch.ts';
import type { Happening } from './happening.ts';

const customers = ['ada', 'ben'];
const DEATHS = 20;
const BATCH = 60;
let mongo: Awaited<ReturnType<typeof testMongo>>;

beforeAll(async () => {
  mongo = await testMongo();
});
afterAll(() => mongo.drop());

/** The log of one partition: more orders than pages remember, settled late, some records twice. */
function history(random: () => number): readonly Happening[] {
  const placed = customers.flatMap((user) => [
    profile(user, 1),
    ...Array.from({ length: 700 }, (_, number) => order(user, number, 1)),
    ...Array.from({ length: 30 }, (_, number) => coupon(user, number, 1)),
  ]);
  const settled = customers.flatMap((user) => Array.from({ length: 700 }, (_, number) => order(user, number, 2)));
  const later = settled.sort(() => random() - 0.5);
  return [...placed, ...later.flatMap((one) => (random() < 0.2 ? [one, one] : [one])), profile('ada', 2)];
}

class Killed extends Error {}

/** A store whose process ends at its n-th call: before the call takes effect, or after it did and before anybody knew. */
function mortal(store: MyPageStore, lives: number, isAfter: boolean): FoldStore {
  let left = lives;
  const passing =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (--left > 0) return call(...args);
      if (isAfter) await call(...args);
      throw new Killed();
    };
  return {
    loadMany: passing(store.loadMany),
    save: passing(store.save),
    archive: passing(store.archive),
    findArchived: passing(store.findArchived),
    forget: passing(store.forget),
  };
}

/** Consumes the log as the consumer does: the offset is committed after the fold, and is where the next life begins. */
async function consume(log: readonly Happening[], storeOf: (life: number) => FoldStore): Promise<number> {
  let committed = 0;
  for (let life = 0; ; life++) {
    const store = storeOf(life);
    try {
      while (committed < log.length) {
        await foldBatch(store, log.slice(committed, committed + BATCH));
        committed = Math.min(log.length, committed + BATCH);
      }
      return life;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

test('pages of a writer that was killed at twenty random points are served like pages that were built in one go', async () => {
  const random = seededRandom(20_260_101);
  const log = history(random);
  const store = createMyPageStore(mongo.db, 1);
  const deaths = await consume(log, (life) =>
    life < DEATHS ? mortal(store, 1 + Math.floor(random() * 12), random() < 0.5) : store,
  );
  expect(deaths).toBe(DEATHS);
  const rebuilt = createMyPageStore(mongo.db, 2);
  await consume(log, () => rebuilt);
  for (const user of customers) {
    const [live, anew] = [await store.load(user), await rebuilt.load(user)];
    if (live === null || anew === null) throw new Error('a page is not there');
    expect(servedOf(live)).toBe(servedOf(anew));
    expect([live.orders.count, live.coupons.count]).toEqual([700, 30]);
  }
});

test('would not be, if names left the page before they were in the archive', async () => {
  const random = seededRandom(7);
  const log = history(random);
  const store = createMyPageStore(mongo.db, 3);
  /** The process ends between dropping names from the page and archiving them, once. */
  let isCareless = true;
  const careless: FoldStore = {
    ...store,
    archive: async (keys) => {
      if (isCareless && keys.length > 0) isCareless = false;
      else await store.archive(keys);
    },
  };
  await consume(log, () => careless);
  expect((await store.load('ada'))?.orders.count).toBeGreaterThan(700);
});
