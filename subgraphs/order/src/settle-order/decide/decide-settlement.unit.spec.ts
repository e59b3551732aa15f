import { deriveId, type ItemId, type OrderId, type StockResult, type UserId } from '@rushgraph/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order, OrderWithLines, PendingOrder } from '../../order/order.ts';
import { canBecome } from '../../order/order-state.ts';
import { decideSettlement, titleOf } from './decide-settlement.ts';

const orderId = deriveId<OrderId>('order', 'a');
const placedAt = new Date('2026-03-01T12:00:00.000Z');
const now = new Date('2026-03-01T12:00:00.050Z');
const pen = deriveId<ItemId>('item', 'pen');
const ink = deriveId<ItemId>('item', 'ink');

const pending: PendingOrder = {
  id: orderId,
  userId: deriveId<UserId>('user', 'a'),
  version: 1,
  status: 'PENDING',
  placedAt,
  settledAt: null,
  title: null,
  total: null,
  rejection: null,
};
const lines = [
  { itemId: pen, quantity: 3, name: null, unitPrice: null },
  { itemId: ink, quantity: 1, name: null, unitPrice: null },
];
const krw = (amount: number) => ({ amount, currency: 'KRW' as const });
const reservedLines = [
  { itemId: ink, quantity: 1, name: 'Ink', unitPrice: krw(9_000) },
  { itemId: pen, quantity: 3, name: 'Pen', unitPrice: krw(1_500) },
];
const decidedAt = '2026-03-01T12:00:00.040Z';
const reserved: StockResult = { outcome: 'RESERVED', orderId, lines: reservedLines, decidedAt };
const refused: StockResult = { outcome: 'REFUSED', orderId, reason: 'SOLD_OUT', itemIds: [ink], decidedAt };
const released: StockResult = { outcome: 'REFUSED', orderId, reason: 'RELEASED', itemIds: [], decidedAt };

const decideResult = (found: OrderWithLines | null, result: StockResult, at: Date) =>
  decideSettlement(found, { kind: 'stock-result', result }, at);
const settled = { settledAt: placedAt, version: 2 };
const confirmed: Order = { ...pending, ...settled, status: 'CONFIRMED', title: 'Pen', total: krw(1) };
const cancelled: Order = { ...confirmed, status: 'CANCELLED', version: 3 };
const rejected: Order = {
  ...pending,
  ...settled,
  status: 'REJECTED',
  rejection: { reason: 'TIMED_OUT', itemIds: [] },
};
const having = (order: Order): OrderWithLines => ({ order, lines });

describe('a stock result joined with its order', () => {
  it('confirms a pending order with names and prices as sold, in the order of its own lines', () => {
    expect(decideResult(having(pending), reserved, now)).toEqual({
      kind: 'settle',
      givesBack: false,
      settlement: {
        order: {
          ...pending,
          status: 'CONFIRMED',
          version: 2,
          title: 'Pen and 1 more',
          total: krw(13_500),
          settledAt: now,
        },
        lines: [
          { itemId: pen, quantity: 3, name: 'Pen', unitPrice: krw(1_500) },
          { itemId: ink, quantity: 1, name: 'Ink', unitPrice: krw(9_000) },
        ],
      },
    });
  });

  it('rejects a pending order with the reason and the items', () => {
    expect(decideResult(having(pending), refused, now)).toEqual({
      kind: 'settle',
      givesBack: false,
      settlement: {
        order: {
          ...pending,
          status: 'REJECTED',
          version: 2,
          settledAt: now,
          rejection: { reason: 'SOLD_OUT', itemIds: [ink] },
        },
        lines,
      },
    });
  });

  it('is parked while the order is unknown', () => {
    expect(decideResult(null, reserved, now)).toMatchObject({ kind: 'park' });
    expect(decideResult(null, refused, now)).toMatchObject({ kind: 'park' });
  });

  it('changes nothing when the order is final, but a reservation for a rejected one goes back', () => {
    expect(decideResult(having(confirmed), reserved, now)).toEqual({ kind: 'nothing' });
    expect(decideResult(having(confirmed), refused, now)).toEqual({ kind: 'nothing' });
    expect(decideResult(having(cancelled), reserved, now)).toEqual({ kind: 'nothing' });
    expect(decideResult(having(rejected), refused, now)).toEqual({ kind: 'nothing' });
    expect(decideResult(having(rejected), reserved, now)).toEqual({ kind: 'release' });
  });

  it('changes nothing when it only says that the order was released', () => {
    for (const found of [null, having(pending), having(confirmed), having(rejected)]) {
      expect(decideResult(found, released, now)).toEqual({ kind: 'nothing' });
    }
  });

  it.each([
    ['a line is missing', reservedLines.slice(1)],
    ['a quantity differs', reservedLines.map((line) => ({ ...line, quantity: 2 }))],
    ['a line too many', [...reservedLines, { ...reservedLines[0], itemId: deriveId<ItemId>('item', 'x') }]],
    [
      'currencies are mixed',
      reservedLines.map((line, at) => (at ? { ...line, unitPrice: { amount: 1, currency: 'USD' } } : line)),
    ],
    ['a name is too long', reservedLines.map((line) => ({ ...line, name: 'n'.repeat(201) }))],
  ])('is invalid when %s', (_, wrong) => {
    const result = { ...reserved, lines: wrong } as StockResult;
    expect(decideResult(having(pending), result, now).kind).toBe('invalid');
  });

  it('ends in a rejection when the sum is more than a number holds exactly', () => {
    const priced = reservedLines.map((line) => ({ ...line, unitPrice: krw(Number.MAX_SAFE_INTEGER) }));
    const result: StockResult = { ...reserved, lines: priced };
    expect(decideResult(having(pending), result, now)).toEqual({
      kind: 'settle',
      givesBack: true,
      settlement: {
        order: {
          ...pending,
          status: 'REJECTED',
          version: 2,
          settledAt: now,
          rejection: { reason: 'TOTAL_TOO_LARGE', itemIds: [] },
        },
        lines,
      },
    });
  });

  it('only ever makes moves of the state machine, one version on', () => {
    const orders = [pending, confirmed, cancelled, rejected];
    const results = [reserved, refused, released];
    fc.assert(
      fc.property(fc.constantFrom(...orders), fc.array(fc.constantFrom(...results)), (start, arriving) => {
        let found = having(start);
        let settlements = 0;
        for (const result of arriving) {
          const decision = decideResult(found, result, now);
          if (decision.kind !== 'settle') continue;
          settlements++;
          expect(canBecome(found.order.status, decision.settlement.order.status)).toBe(true);
          expect(decision.settlement.order.version).toBe(found.order.version + 1);
          found = decision.settlement;
        }
        expect(settlements).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('adds up to the exact sum of its lines', () => {
    const line = fc.record({ quantity: fc.integer({ min: 1, max: 1000 }), amount: fc.integer({ min: 0, max: 1e9 }) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 50 }), (drawn) => {
        const ids = drawn.map((_, index) => deriveId<ItemId>('item', String(index)));
        const wanted = drawn.map(({ quantity }, index) => ({
          itemId: ids[index] ?? pen,
          quantity,
          name: null,
          unitPrice: null,
        }));
        const sold = drawn.map(({ quantity, amount }, index) => ({
          itemId: ids[index] ?? pen,
          quantity,
          name: `n${index}`,
          unitPrice: krw(amount),
        }));
        const decision = decideResult(
          { order: pending, lines: wanted },
          { ...reserved, lines: sold } as StockResult,
          now,
        );
        const sum = drawn.reduce((total, { quantity, amount }) => total + BigInt(quantity) * BigInt(amount), 0n);
        expect(decision).toMatchObject({
          kind: 'settle',
          settlement: { order: { total: krw(Number(sum)), title: titleOf('n0', drawn.length) } },
        });
      }),
    );
  });
});

describe('an order that is given up', () => {
  const give = (found: OrderWithLines | null) => decideSettlement(found, { kind: 'given-up', orderId }, now);

  it('is rejected as timed out while it is pending, and gives back what is reserved for it or will be', () => {
    expect(give(having(pending))).toEqual({
      kind: 'settle',
      givesBack: true,
      settlement: {
        order: {
          ...pending,
          status: 'REJECTED',
          version: 2,
          settledAt: now,
          rejection: { reason: 'TIMED_OUT', itemIds: [] },
        },
        lines,
      },
    });
  });

  it('stays as it is when it is final or unknown', () => {
    for (const found of [null, having(confirmed), having(cancelled), having(rejected)])
      expect(give(found)).toEqual({ kind: 'nothing' });
  });
});

describe('an order that is still requested', () => {
  it('stays as it is, whatever it is', () => {
    for (const found of [null, having(pending), having(confirmed), having(rejected)])
      expect(decideSettlement(found, { kind: 'still-requested', orderId }, now)).toEqual({ kind: 'nothing' });
  });
});

describe('the title', () => {
  it('is the first line and how many more', () => {
    expect(titleOf('Pen', 1)).toBe('Pen');
    expect(titleOf('Pen', 2)).toBe('Pen and 1 more');
    expect(titleOf('Pen', 50)).toBe('Pen and 49 more');
  });
});
