import { describe, expect, it } from 'vitest';
import { type Expected, type Facts, findViolations } from './invariants.ts';

const lines = [{ itemId: 'tea', quantity: 2 }];
const facts: Facts = {
  orders: [
    { id: 'sold', status: 'CONFIRMED', version: 2, reason: null, lines },
    { id: 'late', status: 'REJECTED', version: 2, reason: 'TIMED_OUT', lines },
  ],
  updates: [
    { orderId: 'sold', version: 1, status: 'PENDING' },
    { orderId: 'late', version: 1, status: 'PENDING' },
    { orderId: 'sold', version: 2, status: 'CONFIRMED' },
    { orderId: 'sold', version: 1, status: 'PENDING' },
    { orderId: 'late', version: 2, status: 'REJECTED' },
  ],
  reservations: [
    { orderId: 'sold', outcome: 'RESERVED', reason: null, isReleased: false, lines },
    { orderId: 'late', outcome: 'RESERVED', reason: null, isReleased: true, lines },
  ],
  ledger: [
    { itemId: 'tea', quantity: 10, cause: 'REGISTER', reference: 'tea' },
    { itemId: 'tea', quantity: -2, cause: 'ORDER', reference: 'sold' },
    { itemId: 'tea', quantity: -2, cause: 'ORDER', reference: 'late' },
    { itemId: 'tea', quantity: 2, cause: 'RELEASE', reference: 'late' },
  ],
  stock: new Map([['tea', 8]]),
  waiting: { outbox: 0 },
  deadLetters: {},
};
const expected: Expected = {
  accepted: new Map([
    ['sold', lines],
    ['late', lines],
  ]),
  stock: new Map([['tea', 10]]),
};
const [sold, late] = facts.orders;
if (sold === undefined || late === undefined) throw new Error('two orders');

it('finds nothing where all agrees, repeats of the same included', () => {
  expect(findViolations(facts, expected)).toEqual([]);
});

describe.each<[string, Partial<Facts>, string]>([
  ['a lost order', { orders: [sold] }, 'order late was accepted and is not there'],
  ['a doubled order', { orders: [...facts.orders, sold] }, '1 orders have more than one row'],
  ['an order that hangs', { orders: [sold, { ...late, status: 'PENDING' }] }, 'order late has not ended: PENDING'],
  ['an end that came twice', { orders: [{ ...sold, version: 3 }, late] }, 'order sold is CONFIRMED at version 3'],
  ['changed lines', { orders: [sold, { ...late, lines: [] }] }, 'order late has other lines than were asked for'],
  ['a gap', { updates: facts.updates.slice(1) }, 'version 2 of sold comes after 0'],
  [
    'an untold end',
    { updates: facts.updates.slice(0, 4) },
    'order late is REJECTED at version 2, and told of as PENDING',
  ],
  ['a stock that was never decided', { reservations: facts.reservations.slice(1) }, 'order sold has no reservation'],
  ['oversold stock', { stock: new Map([['tea', -1]]) }, 'item tea has -1 pieces'],
  ['stock taken twice', { stock: new Map([['tea', 6]]) }, 'item tea has 6 of 10, and sold 2'],
  ['an event that never left', { waiting: { outbox: 1 } }, 'outbox holds 1 rows'],
  ['a record set aside', { deadLetters: { dead: 1 } }, 'dead holds 1 dead letters instead of 0'],
])('%s', (_, change, violation) => {
  it('is found', () => {
    expect(findViolations({ ...facts, ...change }, expected)).toContain(violation);
  });
});

it('finds stock that a rejected order kept, and two ways of telling one version', () => {
  const [first, second] = facts.reservations;
  if (first === undefined || second === undefined) throw new Error('two reservations');
  const kept = { ...facts, reservations: [first, { ...second, isReleased: false }] };
  expect(findViolations(kept, expected)).toContain('order late is REJECTED, its reservation RESERVED ');
  const again = { orderId: 'sold', version: 2, status: 'REJECTED' };
  expect(findViolations({ ...facts, updates: [...facts.updates, again] }, expected)).toEqual([
    'version 2 of sold is told in two ways',
  ]);
});

it('finds a ledger that does not say what was reserved', () => {
  expect(findViolations({ ...facts, ledger: facts.ledger.slice(0, 3) }, expected)).toEqual([
    'the ledger of order late is not what was RESERVED',
    'item tea has 8, and its ledger 6',
  ]);
});
