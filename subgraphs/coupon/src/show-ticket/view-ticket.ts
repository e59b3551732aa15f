import type { TicketFacts } from './ticket.ts';

export type TicketState = 'WAITING' | 'ISSUED' | 'SOLD_OUT' | 'CLOSED';

export interface TicketView {
  readonly state: TicketState;
  /** How many coupons from being served, 1 for the next; null when that is not known yet or of no meaning any more. */
  readonly position: number | null;
  readonly etaSeconds: number | null;
  readonly pollAfterMs: number;
}

/** Nobody needs to know sooner than this, nor should anybody be left in the dark for longer. */
const SOONEST_POLL_MS = 500;
const LATEST_POLL_MS = 30_000;
/** After which nothing changes any more. */
const FINAL_POLL_MS = 60_000;
/** A customer asks again when half of those before them should have been served. */
const SHARE_OF_WAIT = 0.5;

/** What a ticket says. `chance` in [0, 1) spreads the polls of those who joined together. */
export function viewTicket(facts: TicketFacts, usualPace: number, chance: number): TicketView {
  const final = finalState(facts);
  if (final !== undefined) return { state: final, position: null, etaSeconds: null, pollAfterMs: FINAL_POLL_MS };
  const { position, serving, pace, untilOpening } = facts;
  if (position === 0) {
    const etaSeconds = Math.max(0, Math.ceil(untilOpening / 1_000));
    return { state: 'WAITING', position: null, etaSeconds, pollAfterMs: pollAfter(untilOpening, chance) };
  }
  const ahead = Math.max(1, position - serving);
  const waitMs = (ahead * 1_000) / (pace > 0 ? pace : usualPace);
  return {
    state: 'WAITING',
    position: ahead,
    etaSeconds: Math.ceil(waitMs / 1_000),
    pollAfterMs: pollAfter(waitMs * SHARE_OF_WAIT, chance),
  };
}

function finalState({ issuedAt, isSoldOut, isClosed }: TicketFacts): TicketState | undefined {
  if (issuedAt !== undefined) return 'ISSUED';
  if (isSoldOut) return 'SOLD_OUT';
  return isClosed ? 'CLOSED' : undefined;
}

function pollAfter(waitMs: number, chance: number): number {
  const bounded = Math.min(Math.max(waitMs, SOONEST_POLL_MS), LATEST_POLL_MS);
  return Math.round(bounded * (0.75 + chance / 2));
}
