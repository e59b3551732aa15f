import { isCheckViolation, isDuplicateKey, TryAgain } from '@rushgraph/database';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ItemFixture, item, itemFixture, order } from '../../../test/item-fixture.ts';
import { type LedgerEntry, moveStock, writeLedger } from './write-changes.ts';

let shop: ItemFixture;
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

function taken(name: string, quantity: number, by = 'o'): LedgerEntry {
  return { itemId: item(name), quantity: -quantity, cause: 'ORDER', reference: order(by), balanceAfter: 0 };
}

/** Without a redo, so that what asks for one is seen. */
const move = (...entries: LedgerEntry[]) =>
  shop.database.transaction((tx) => moveStock(tx, entries), { retries: 0 }).catch((error: unknown) => error);

it('moves many items at once, each by the sum of its changes', async () => {
  await shop.shelve('lamp', 5);
  await shop.shelve('desk', 5);
  expect(await move(taken('lamp', 2), taken('desk', 1), taken('lamp', 3, 'p'))).toBeUndefined();
  expect([await shop.stockOf('lamp'), await shop.stockOf('desk')]).toEqual([0, 4]);
});

it.each([
  ['has less than is taken', taken('lamp', 6)],
  ['is not there', taken('ghost', 1)],
])('moves nothing when one item %s, and asks to decide again', async (_, wrong) => {
  await shop.shelve('lamp', 5);
  await shop.shelve('desk', 5);
  expect(await move(taken('desk', 1), wrong)).toBeInstanceOf(TryAgain);
  expect([await shop.stockOf('lamp'), await shop.stockOf('desk')]).toEqual([5, 5]);
});

it('lets the version of each item grow, for whoever has read it without a lock', async () => {
  await shop.shelve('lamp', 5);
  await shop.shelve('desk', 5);
  await move(taken('lamp', 2), taken('lamp', 1, 'p'));
  const versions = await shop.database.rows('SELECT name, version FROM item ORDER BY name');
  expect(versions).toEqual([
    { name: 'desk', version: 0 },
    { name: 'lamp', version: 1 },
  ]);
});

it('has a last line below the guard: the table itself holds no stock below zero', async () => {
  await shop.shelve('lamp', 5);
  const wrong = await shop.database.run('UPDATE item SET stock = stock - 6').catch((error: unknown) => error);
  expect(isCheckViolation(wrong)).toBe(true);
  expect(await shop.stockOf('lamp')).toBe(5);
});

it('writes a change of stock once', async () => {
  await shop.shelve('lamp', 5);
  const write = () => shop.database.transaction((tx) => writeLedger(tx, [taken('lamp', 1)], shop.clock()));
  await write();
  expect(isDuplicateKey(await write().catch((error: unknown) => error))).toBe(true);
  expect(await shop.count('stock_ledger')).toBe(2);
});
