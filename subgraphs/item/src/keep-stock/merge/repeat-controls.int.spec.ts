import { isDuplicateKey } from '@rushgraph/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ItemFixture, itemFixture, order, request } from '../../../test/item-fixture.ts';
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

/** A request that comes after its order has been given up; what is left of five lamps. */
async function requestAfterRelease(name: string, keepsMark: boolean): Promise<number> {
  await shop.shelve(name, 5);
  const release = { orderId: order(name), reason: 'TIMED_OUT' as const };
  await shop.database.transaction((tx) => keeper.release(tx, [release], shop.clock()));
  if (!keepsMark) await shop.database.run('DELETE FROM reservation WHERE order_id = ?', [order(name)]);
  await shop.database.transaction((tx) => keeper.decide(tx, [request(name, { [name]: 2 })], shop.clock()));
  return shop.stockOf(name);
}

it('takes nothing for an order that was given up before its request came', async () => {
  expect(await requestAfterRelease('torch', true)).toBe(5);
});

it('control: without the mark of the release its stock is held for ever', async () => {
  expect(await requestAfterRelease('candle', false)).toBe(3);
});
