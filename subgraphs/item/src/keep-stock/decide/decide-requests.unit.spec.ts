import { deriveId, type ItemId, type OrderId } from '@rushgraph/contracts';
import { anItem } from '@rushgraph/finding/an-item';
import { expect, it } from 'vitest';
import type { Item } from '../../item.ts';
import { decideReleases } from './decide-releases.ts';
import { decideRequests } from './decide-requests.ts';
import type { Reservation } from './reservation.ts';
import type { StockRelease, StockRequest } from './stock-keeper.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const itemId = (name: string) => deriveId<ItemId>('item', name);
const orderId = (name: string) => deriveId<OrderId>('order', name);

function shelf(stock: Record<string, number>): ReadonlyMap<ItemId, Item> {
  const items = Object.entries(stock).map(([name, count]) => anItem({ name, stock: count }));
  return new Map(items.map((item) => [item.id, item]));
}

function request(order: string, wanted: Record<string, number>): StockRequest {
  const lines = Object.entries(wanted).map(([name, quantity]) => ({ itemId: itemId(name), quantity }));
  return { orderId: orderId(order), lines };
}

const release = (order: string, reason: StockRelease['reason']): StockRelease => ({ orderId: orderId(order), reason });

const decide = (requests: StockRequest[], stock: Record<string, number>, recorded: Reservation[] = []) =>
  decideRequests(requests, shelf(stock), new Map(recorded.map((one) => [one.orderId, one])), now);

it('gives every line with name and price as sold, and tells the balance', () => {
  const { reservations, changes } = decide([request('o', { lamp: 2, desk: 1 })], { lamp: 5, desk: 1 });
  expect(reservations).toEqual([
    {
      outcome: 'RESERVED',
      orderId: orderId('o'),
      decidedAt: now,
      releasedAt: null,
      lines: [
        { itemId: itemId('lamp'), quantity: 2, name: 'lamp', unitPrice: { amount: 100, currency: 'KRW' } },
        { itemId: itemId('desk'), quantity: 1, name: 'desk', unitPrice: { amount: 100, currency: 'KRW' } },
      ],
    },
  ]);
  expect(changes.map(({ quantity, balanceAfter }) => [quantity, balanceAfter])).toEqual([
    [-2, 3],
    [-1, 0],
  ]);
});

it('gives nothing of an order of which one line cannot be had', () => {
  const { reservations, changes } = decide([request('o', { lamp: 2, desk: 2 })], { lamp: 5, desk: 1 });
  expect(reservations).toMatchObject([{ outcome: 'REFUSED', reason: 'SOLD_OUT', itemIds: [itemId('desk')] }]);
  expect(changes).toEqual([]);
});

it('names items that do not exist before it speaks of stock', () => {
  const { reservations } = decide([request('o', { lamp: 99, ghost: 1 })], { lamp: 5 });
  expect(reservations).toMatchObject([{ reason: 'UNKNOWN_ITEM', itemIds: [itemId('ghost')] }]);
});

it('serves in order of arrival, and a later, smaller order may still fit', () => {
  const wanted = [request('a', { lamp: 3 }), request('b', { lamp: 3 }), request('c', { lamp: 2 })];
  expect(decide(wanted, { lamp: 5 }).reservations.map(({ outcome }) => outcome)).toEqual([
    'RESERVED',
    'REFUSED',
    'RESERVED',
  ]);
});

it('answers a repeat with what was decided first, in the batch and from the record', () => {
  const repeated = [request('a', { lamp: 1 }), request('a', { lamp: 1 })];
  const first = decide(repeated, { lamp: 5 });
  expect(first.reservations[1]).toBe(first.reservations[0]);
  expect(first.decided).toHaveLength(1);
  const again = decide(repeated, { lamp: 5 }, [...first.decided]);
  expect(again).toMatchObject({ decided: [], changes: [] });
  expect(again.reservations[0]).toBe(first.decided[0]);
});

it('refuses an order that was released before its request came', () => {
  const released: Reservation = { outcome: 'RELEASED', orderId: orderId('a'), decidedAt: now };
  const { reservations, changes } = decide([request('a', { lamp: 1 })], { lamp: 5 }, [released]);
  expect(reservations).toMatchObject([{ outcome: 'REFUSED', reason: 'RELEASED' }]);
  expect(changes).toEqual([]);
});

it('gives back once, whatever is repeated, and marks what was never decided', () => {
  const [held] = decide([request('a', { lamp: 2 })], { lamp: 5 }).decided;
  if (held === undefined) throw new Error('nothing was decided');
  const recorded = new Map([[held.orderId, held]]);
  const { released, marked, changes } = decideReleases(
    [release('a', 'CANCELLED'), release('a', 'TIMED_OUT'), release('b', 'TIMED_OUT')],
    shelf({ lamp: 3 }),
    recorded,
  );
  expect([released, marked]).toEqual([[release('a', 'CANCELLED')], [release('b', 'TIMED_OUT')]]);
  expect(changes).toMatchObject([{ quantity: 2, balanceAfter: 5, cause: 'RELEASE' }]);
  const afterwards = new Map([[held.orderId, { ...held, releasedAt: now }]]);
  expect(decideReleases([release('a', 'CANCELLED')], shelf({ lamp: 5 }), afterwards).changes).toEqual([]);
});
