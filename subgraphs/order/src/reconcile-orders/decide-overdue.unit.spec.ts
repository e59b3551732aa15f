import { deriveId, type OrderId } from '@rushgraph/contracts';
import { describe, expect, it } from 'vitest';
import { decideOverdue, type Reservation } from './decide-overdue.ts';

const timings = { checkAfterMs: 5_000, retryAfterMs: 1_000, giveUpAfterMs: 30_000, giveUpUnheardAfterMs: 3_600_000 };
const placedAt = new Date('2026-03-01T12:00:00.000Z');
const at = (ms: number) => new Date(placedAt.getTime() + ms);
const unknown: Reservation = { kind: 'unknown' };
const unavailable: Reservation = { kind: 'unavailable' };

describe('an order whose result is overdue', () => {
  it('is settled from what the item service decided, however old it is', () => {
    const result = {
      outcome: 'REFUSED' as const,
      orderId: deriveId<OrderId>('order', 'a'),
      reason: 'SOLD_OUT' as const,
      itemIds: [],
      decidedAt: '2026-03-01T12:00:01.000Z',
    };
    const order = { placedAt, requestedAgainAt: at(5_000) };
    const answer: Reservation = { kind: 'decided', result };
    expect(decideOverdue(order, answer, at(90_000), timings)).toEqual({ kind: 'settle', result });
  });

  it('is requested again once when the item service does not know it', () => {
    const first = decideOverdue({ placedAt, requestedAgainAt: null }, unknown, at(5_000), timings);
    expect(first).toEqual({ kind: 'request-again', dueAt: at(10_000) });
    const second = decideOverdue({ placedAt, requestedAgainAt: at(5_000) }, unknown, at(10_000), timings);
    expect(second).toEqual({ kind: 'wait', dueAt: at(15_000) });
  });

  it('is given up only at the age for it, to the millisecond', () => {
    const order = { placedAt, requestedAgainAt: at(5_000) };
    expect(decideOverdue(order, unknown, at(29_999), timings).kind).toBe('wait');
    expect(decideOverdue(order, unknown, at(30_000), timings)).toEqual({ kind: 'give-up' });
  });

  it('is requested again even when it is found late: nobody has asked twice yet', () => {
    const order = { placedAt, requestedAgainAt: null };
    expect(decideOverdue(order, unknown, at(60_000), timings).kind).toBe('request-again');
  });

  it('waits while the item service cannot be asked, which may be overload, and is given up only after an hour of that', () => {
    const order = { placedAt, requestedAgainAt: at(5_000) };
    for (const age of [30_000, 3_599_999]) {
      const dueAt = at(age + 1_000);
      expect(decideOverdue(order, unavailable, at(age), timings)).toEqual({ kind: 'wait', dueAt });
    }
    expect(decideOverdue(order, unavailable, at(3_600_000), timings)).toEqual({ kind: 'give-up' });
  });

  it('waits for as long as the item service says that the order is waiting there', () => {
    const order = { placedAt, requestedAgainAt: null };
    expect(decideOverdue(order, { kind: 'waiting' }, at(90_000_000), timings)).toEqual({
      kind: 'wait',
      dueAt: at(90_005_000),
    });
  });

  it('is given up at the age for it when the answer does not fit it', () => {
    const order = { placedAt, requestedAgainAt: null };
    expect(decideOverdue(order, { kind: 'untrusted' }, at(29_999), timings).kind).toBe('wait');
    expect(decideOverdue(order, { kind: 'untrusted' }, at(30_000), timings)).toEqual({ kind: 'give-up' });
  });

  it('is given up at once when the item service has ruled it out', () => {
    const order = { placedAt, requestedAgainAt: null };
    expect(decideOverdue(order, { kind: 'released' }, at(5_000), timings)).toEqual({ kind: 'give-up' });
  });
});
