import { createDatabase, type Database } from '@rushgraph/database';
import { barrier, eventually, gate, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ItemFixture, item, itemFixture, order, request } from '../../test/item-fixture.ts';
import { createMergeKeeper } from './merge-keeper.ts';
import type { StockRequest } from './stock-keeper.ts';

let shop: ItemFixture;
let rival: Database;
const keeper = createMergeKeeper();
beforeAll(async () => {
  shop = await itemFixture();
  rival = createDatabase({ url: shop.url, connectionLimit: 64 });
});
afterAll(async () => {
  await rival.close();
  await shop.drop();
});
beforeEach(() => shop.empty());

const decide = (requests: StockRequest[], database = shop.database) =>
  database.transaction((tx) => keeper.decide(tx, requests, shop.clock()), { retries: 20 });
const release = (...names: string[]) =>
  rival.transaction((tx) => keeper.release(tx, names.map(cancelled), shop.clock()), { retries: 20 });
const cancelled = (name: string) => ({ orderId: order(name), reason: 'CANCELLED' as const });

it('takes stock, records the result and writes the ledger', async () => {
  await shop.shelve('lamp', 5, 700);
  const [reservation] = await decide([request('o', { lamp: 2 })]);
  expect(reservation).toMatchObject({
    outcome: 'RESERVED',
    lines: [{ name: 'lamp', quantity: 2, unitPrice: { amount: 700 } }],
  });
  expect(await shop.stockOf('lamp')).toBe(3);
  const ledger = await shop.database.rows(
    'SELECT item_id, quantity, cause, reference, balance_after FROM stock_ledger ORDER BY id',
  );
  expect(ledger[1]).toEqual({
    item_id: item('lamp'),
    quantity: -2,
    cause: 'ORDER',
    reference: order('o'),
    balance_after: 3,
  });
  expect(await shop.imbalances()).toEqual([]);
});

it('answers a repeat, in another transaction, with the recorded result at the recorded price', async () => {
  await shop.shelve('lamp', 5, 700);
  const first = await decide([request('o', { lamp: 2 })]);
  await shop.database.run('UPDATE item SET price_amount = 9999');
  expect(await decide([request('o', { lamp: 2 })])).toEqual(first);
  expect(await shop.stockOf('lamp')).toBe(3);
});

it('gives back once, and refuses a request whose release came first', async () => {
  await shop.shelve('lamp', 5);
  await decide([request('o', { lamp: 2 })]);
  await release('o', 'early');
  await release('o');
  expect(await shop.stockOf('lamp')).toBe(5);
  expect(await decide([request('early', { lamp: 1 })])).toMatchObject([{ outcome: 'REFUSED', reason: 'RELEASED' }]);
  expect(await shop.stockOf('lamp')).toBe(5);
  expect(await shop.imbalances()).toEqual([]);
});

describe('64 rivals on one hot item', () => {
  it('sell exactly what is there', async () => {
    await shop.shelve('hot', 40);
    const results = await race(64, async (index) => {
      const [reservation] = await decide([request(`o${index}`, { hot: 1 })], rival);
      return reservation?.outcome;
    });
    const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
    expect(outcomes.filter((outcome) => outcome === 'RESERVED')).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'REFUSED')).toHaveLength(24);
    expect(await shop.stockOf('hot')).toBe(0);
    expect(await shop.imbalances()).toEqual([]);
    const ledger = await shop.database.rows<{ balance_after: number }>(
      'SELECT balance_after FROM stock_ledger ORDER BY id',
    );
    expect(ledger.map((row) => row.balance_after)).toEqual(Array.from({ length: 41 }, (_, sold) => 40 - sold));
  });

  it('decide one order once, although all of them bring it', async () => {
    await shop.shelve('hot', 40);
    await race(64, () => decide([request('same', { hot: 1 })], rival));
    expect(await shop.stockOf('hot')).toBe(39);
    expect(await shop.count('reservation')).toBe(1);
  });

  it('give one order back once, although all of them release it', async () => {
    await shop.shelve('hot', 40);
    await decide([request('same', { hot: 3 })]);
    const results = await race(64, () => release('same'));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.stockOf('hot')).toBe(40);
    expect(await shop.count('stock_ledger')).toBe(3);
    expect(await shop.imbalances()).toEqual([]);
  });

  it('end with nothing held when half of them request the orders that the others release', async () => {
    await shop.shelve('hot', 40);
    const results = await race(64, async (index) => {
      const name = `o${index >> 1}`;
      if (index % 2 === 0) await decide([request(name, { hot: 1 })], rival);
      else await release(name);
    });
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.stockOf('hot')).toBe(40);
    expect(await shop.count('reservation')).toBe(32);
    expect(await shop.database.rows('SELECT order_id FROM reservation WHERE released_at IS NULL')).toEqual([]);
    expect(await shop.imbalances()).toEqual([]);
  });

  // A deadlock is not done again here, so that it shows.
  const decideOnce = (wanted: StockRequest) =>
    rival.transaction((tx) => keeper.decide(tx, [wanted], shop.clock()), { retries: 0 });

  it('do not wait for each other in a circle when they want many items in different orders', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await shop.shelve(name, 64);
    const results = await race(64, (index) => {
      const turned = [...names.slice(index % 5), ...names.slice(0, index % 5)];
      return decideOnce(request(`o${index}`, Object.fromEntries(turned.map((name) => [name, 1]))));
    });
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    for (const name of names) expect(await shop.stockOf(name)).toBe(0);
  });

  it('do not wait for each other in a circle when each half of them wants half of a small catalogue', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `item ${index}`);
    for (const name of names) await shop.shelve(name, 32);
    const results = await race(64, (index) => {
      const half = index % 2 === 0 ? names.slice(0, 5) : names.slice(5);
      return decideOnce(request(`o${index}`, Object.fromEntries(half.map((name) => [name, 1]))));
    });
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    for (const name of names) expect(await shop.stockOf(name)).toBe(0);
  });

  it('oversell when the stock is read without a lock and written without a guard (control)', async () => {
    await shop.shelve('hot', 40);
    const { arrive } = barrier(64);
    await shop.database.run('ALTER TABLE item DROP CONSTRAINT item_stock');
    try {
      const results = await race(64, async () => {
        const [row] = await rival.rows<{ stock: number }>('SELECT stock FROM item WHERE id = ?', [item('hot')]);
        await arrive();
        if ((row?.stock ?? 0) < 1) return false;
        await rival.run('UPDATE item SET stock = stock - 1 WHERE id = ?', [item('hot')]);
        return true;
      });
      expect(results).toEqual(Array(64).fill({ status: 'fulfilled', value: true }));
      expect(await shop.stockOf('hot')).toBe(-24);
    } finally {
      await shop.empty();
      await shop.database.run('ALTER TABLE item ADD CONSTRAINT item_stock CHECK (stock >= 0)');
    }
  });
});

it('does not wait for items that it does not want', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `item ${index}`);
  for (const name of names) await shop.shelve(name, 1);
  const [held = '', ...wanted] = names;
  const { passed, open } = gate();
  const holding = gate();
  const holder = rival.transaction(async (tx) => {
    await tx.rows('SELECT id FROM item FORCE INDEX (PRIMARY) WHERE id IN (?) FOR UPDATE', [[item(held)]]);
    holding.open();
    await passed;
  });
  await holding.passed;
  try {
    const decided = decide([request('o', Object.fromEntries(wanted.map((name) => [name, 1])))]);
    await eventually(async () => expect(await shop.count('reservation')).toBe(1));
    expect(await decided).toMatchObject([{ outcome: 'RESERVED' }]);
  } finally {
    open();
    await holder;
  }
});
