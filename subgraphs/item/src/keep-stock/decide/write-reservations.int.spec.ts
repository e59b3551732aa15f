import { TryAgain, type Tx } from '@rushgraph/database';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ItemFixture, itemFixture, order } from '../../../test/item-fixture.ts';
import type { Reservation } from './reservation.ts';
import { writeMarks, writeReleases, writeReservations } from './write-reservations.ts';

let shop: ItemFixture;
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

/** Without a redo, so that what asks for one is seen. */
const write = (work: (tx: Tx) => Promise<void>) => shop.database.transaction(work, { retries: 0 });
const reserved = (name: string): Reservation => {
  return { outcome: 'RESERVED', orderId: order(name), lines: [], decidedAt: shop.clock(), releasedAt: null };
};
const cancelled = (name: string) => ({ orderId: order(name), reason: 'CANCELLED' as const });
const timedOut = (name: string) => ({ orderId: order(name), reason: 'TIMED_OUT' as const });
const recorded = () =>
  shop.database.rows('SELECT order_id, outcome, released_at, release_reason FROM reservation ORDER BY order_id');

it('records when and why an order was released, decided before or not', async () => {
  await write((tx) => writeReservations(tx, [reserved('a'), reserved('b'), reserved('kept')]));
  await write((tx) => writeReleases(tx, [cancelled('a'), timedOut('b')], shop.clock()));
  await write((tx) => writeMarks(tx, [timedOut('early')], shop.clock()));
  const at = shop.clock();
  const row = (name: string, outcome: string, released_at: Date | null, release_reason: string | null) => {
    return { order_id: order(name), outcome, released_at, release_reason };
  };
  const rows = [
    row('a', 'RESERVED', at, 'CANCELLED'),
    row('b', 'RESERVED', at, 'TIMED_OUT'),
    row('kept', 'RESERVED', null, null),
    row('early', 'RELEASED', at, 'TIMED_OUT'),
  ];
  expect(await recorded()).toEqual(rows.sort((left, right) => (left.order_id < right.order_id ? -1 : 1)));
});

it('asks to decide again when a rival has decided or marked one of the orders meanwhile', async () => {
  await write((tx) => writeReservations(tx, [reserved('a')]));
  await expect(write((tx) => writeReservations(tx, [reserved('b'), reserved('a')]))).rejects.toBeInstanceOf(TryAgain);
  await expect(write((tx) => writeMarks(tx, [cancelled('a')], shop.clock()))).rejects.toBeInstanceOf(TryAgain);
  expect(await recorded()).toMatchObject([{ outcome: 'RESERVED', released_at: null }]);
});

it('asks to decide again when a rival has released one of the orders meanwhile', async () => {
  await write((tx) => writeReservations(tx, [reserved('a'), reserved('b')]));
  await write((tx) => writeReleases(tx, [cancelled('a')], shop.clock()));
  const late = write((tx) => writeReleases(tx, [timedOut('a'), timedOut('b')], shop.clock()));
  await expect(late).rejects.toBeInstanceOf(TryAgain);
  const [row] = await shop.database.rows('SELECT release_reason FROM reservation WHERE order_id = ?', [order('b')]);
  expect(row).toEqual({ release_reason: null });
});
