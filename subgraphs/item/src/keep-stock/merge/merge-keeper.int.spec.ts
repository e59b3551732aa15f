import { barrier, eventually, gate, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { itSellsExactly } from '../../../test/exactness.ts';
import { item, request } from '../../../test/item-fixture.ts';
import { type KeeperFixture, keeperFixture } from '../../../test/keeper-fixture.ts';
import { createMergeKeeper } from './merge-keeper.ts';

let shop: KeeperFixture;
beforeAll(async () => {
  shop = await keeperFixture(createMergeKeeper);
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

itSellsExactly(() => shop);

describe('a keeper that looks for repeats after the first one only', () => {
  let trusting: KeeperFixture;
  beforeAll(async () => {
    trusting = await keeperFixture(() => createMergeKeeper({ recheckBatches: 0 }));
  });
  afterAll(() => trusting.drop());
  beforeEach(() => trusting.empty());

  itSellsExactly(() => trusting);
});

it('finds a repeat behind more turns of its transaction than it has batches left to look in', async () => {
  const keeper = createMergeKeeper({ recheckBatches: 1 });
  await shop.shelve('lamp', 9);
  await shop.decide(request('repeat', { lamp: 1 }));
  const wishes = [request('a', { lamp: 1 }), request('b', { lamp: 1 }), request('repeat', { lamp: 1 })];
  // As with a batch of several strategies: the keeper is asked again and again in one transaction.
  const take = () =>
    shop.rival.transaction(
      async (tx) => {
        for (const wish of wishes) await keeper.decide(tx, [wish], shop.clock());
      },
      { retries: 0 },
    );
  await take();
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([6, []]);
});

it('control: 64 rivals oversell when they read the stock without a lock and write it without a guard', async () => {
  await shop.shelve('hot', 40);
  const { arrive } = barrier(64);
  await shop.database.run('ALTER TABLE item DROP CONSTRAINT item_stock');
  try {
    const results = await race(64, async () => {
      const [row] = await shop.rival.rows<{ stock: number }>('SELECT stock FROM item WHERE id = ?', [item('hot')]);
      await arrive();
      if ((row?.stock ?? 0) < 1) return false;
      await shop.rival.run('UPDATE item SET stock = stock - 1 WHERE id = ?', [item('hot')]);
      return true;
    });
    expect(results).toEqual(Array(64).fill({ status: 'fulfilled', value: true }));
    expect(await shop.stockOf('hot')).toBe(-24);
  } finally {
    await shop.empty();
    await shop.database.run('ALTER TABLE item ADD CONSTRAINT item_stock CHECK (stock >= 0)');
  }
});

it('does not wait for items that it does not want', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `item ${index}`);
  for (const name of names) await shop.shelve(name, 1);
  const [held = '', ...wanted] = names;
  const { passed, open } = gate();
  const holding = gate();
  const holder = shop.rival.transaction(async (tx) => {
    await tx.rows('SELECT id FROM item FORCE INDEX (PRIMARY) WHERE id IN (?) FOR UPDATE', [[item(held)]]);
    holding.open();
    await passed;
  });
  await holding.passed;
  try {
    const decided = shop.decide(request('o', Object.fromEntries(wanted.map((name) => [name, 1]))));
    await eventually(async () => expect(await shop.count('reservation')).toBe(1));
    expect(await decided).toMatchObject([{ outcome: 'RESERVED' }]);
  } finally {
    open();
    await holder;
  }
});
