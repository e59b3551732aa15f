import { expect, it } from 'vitest';
import { judgePair, type OrderSide, type StockSide } from './judge-pair.ts';

const since = new Date('2026-03-01T12:00:00.000Z');
const order = (status: OrderSide['status'], lines = 5): OrderSide => ({ id: 'o', status, lines });
const reservation = (is: Partial<StockSide> = {}): StockSide => ({
  id: 'o',
  outcome: 'RESERVED',
  isReleased: false,
  lines: 5,
  decidedAt: new Date(since.getTime() - 1),
  ...is,
});
const refused = reservation({ outcome: 'REFUSED', lines: 0 });
const released = reservation({ isReleased: true });

it.each([
  ['CONFIRMED with its stock', order('CONFIRMED'), reservation(), undefined],
  ['CONFIRMED with other lines', order('CONFIRMED', 6), reservation(), 'different'],
  ['CONFIRMED without a decision', order('CONFIRMED'), undefined, 'unbacked'],
  ['CONFIRMED after a refusal', order('CONFIRMED'), refused, 'unbacked'],
  ['CONFIRMED after its release', order('CONFIRMED'), released, 'unbacked'],
  ['CANCELLED and released', order('CANCELLED'), released, undefined],
  ['CANCELLED with its stock', order('CANCELLED'), reservation(), 'kept'],
  ['REJECTED after a refusal', order('REJECTED'), refused, undefined],
  ['REJECTED with its stock', order('REJECTED'), reservation(), 'kept'],
  ['REJECTED without a decision', order('REJECTED'), undefined, undefined],
  ['PENDING, decided or not', order('PENDING'), reservation(), undefined],
  ['unknown, held for long', undefined, reservation(), 'nobody'],
  ['unknown, decided just now', undefined, reservation({ decidedAt: since }), undefined],
  ['unknown, released', undefined, released, undefined],
  ['unknown, refused', undefined, refused, undefined],
])('judges an order that is %s', (_, one, other, fault) => {
  expect(judgePair(one, other, since)).toBe(fault);
});
