import { describe, expect, it } from 'vitest';
import { waiting } from '../../test/ticket-facts.ts';
import type { TicketFacts } from './ticket.ts';
import { viewTicket } from './view-ticket.ts';

const view = (changes: Partial<TicketFacts>, chance = 0.5) => viewTicket({ ...waiting, ...changes }, 1_000, chance);

describe('a ticket', () => {
  it('says how many coupons away it is, how long that takes at the present pace, and to come half-way again', () => {
    expect(view({})).toEqual({ state: 'WAITING', position: 200, etaSeconds: 4, pollAfterMs: 2_000 });
    expect(view({ pace: 0 })).toEqual({ state: 'WAITING', position: 200, etaSeconds: 1, pollAfterMs: 500 });
  });

  it('before the opening has no position, and counts the time until then', () => {
    const facts = { position: 0, serving: 0, pace: 0, untilOpening: 9_500 };
    expect(view(facts)).toEqual({ state: 'WAITING', position: null, etaSeconds: 10, pollAfterMs: 9_500 });
  });

  it('asks to be polled later the further back it is, within bounds, spread by chance', () => {
    const polls = [101, 500, 1_000, 5_000, 1_000_000].map((position) => view({ position }).pollAfterMs);
    expect(polls).toEqual([500, 4_000, 9_000, 30_000, 30_000]);
    expect([0, 0.25, 0.999].map((chance) => view({}, chance).pollAfterMs)).toEqual([1_500, 1_750, 2_499]);
  });

  it.each([
    [{ issuedAt: new Date(0), isSoldOut: true, isClosed: true }, 'ISSUED'],
    [{ isSoldOut: true, isClosed: true }, 'SOLD_OUT'],
    [{ isClosed: true }, 'CLOSED'],
  ])('with %o is %s, and there is nothing to wait for', (changes, state) => {
    expect(view(changes)).toEqual({ state, position: null, etaSeconds: null, pollAfterMs: 60_000 });
  });
});
