import { isDuplicateKey } from '@rushgraph/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ItemFixture, itemFixture, request } from '../../test/item-fixture.ts';
import { createMergeKeeper } from './merge-keeper.ts';

let shop: ItemFixture;
const keeper = createMergeKeeper();
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());

/** A request that comes again when nothing is known of the first time. */
async function repeat(): Promise<void> {
  await shop.database.run('DELETE FROM reservation');
  await shop.database.transaction((tx) => keeper.decide(tx, [request('o', { lamp: 2 })], shop.clock()));
}

it('refuses a repeat by the ledger even where its reservation is not known, and takes nothing', async () => {
  await shop.shelve('lamp', 5);
  await shop.database.transaction((tx) => keeper.decide(tx, [request('o', { lamp: 2 })], shop.clock()));
  await expect(repeat()).rejects.toSatisfy(isDuplicateKey);
  expect(await shop.stockOf('lamp')).toBe(3);
});

it('control: without the reservation and without the ledger’s key the repeat takes stock again', async () => {
  await shop.database.run('ALTER TABLE stock_ledger DROP INDEX stock_ledger_once');
  await repeat();
  expect(await shop.stockOf('lamp')).toBe(1);
});
