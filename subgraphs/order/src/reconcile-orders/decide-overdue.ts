import type { StockResult } from '@rushgraph/contracts';

/** What the item service answered about an order. */
export type Reservation =
  | { readonly kind: 'decided'; readonly result: StockResult }
  /** It has never heard of the order. */
  | { readonly kind: 'unknown' }
  /** It has the request, or may have it, and has not decided it yet. */
  | { readonly kind: 'waiting' }
  /** What it decided has been taken back, or was ruled out before it was decided. */
  | { readonly kind: 'released' }
  /** It could not be asked. */
  | { readonly kind: 'unavailable'; readonly cause?: unknown }
  /** It said something that does not fit the order. */
  | { readonly kind: 'untrusted' };

export interface ReconciliationTimings {
  /** From placing, or from requesting again, to asking the item service. */
  readonly checkAfterMs: number;
  /** Until the next try when the item service could not be asked. */
  readonly retryAfterMs: number;
  /** No order is given up before this age, which the item service says that it has never heard of. */
  readonly giveUpAfterMs: number;
  /** The same while the item service cannot be asked: it may be overloaded, and will decide what was requested. */
  readonly giveUpUnheardAfterMs: number;
}

/** How long an order has been waiting. */
export interface Waiting {
  readonly placedAt: Date;
  readonly requestedAgainAt: Date | null;
}

type OverdueDecision =
  | { readonly kind: 'settle'; readonly result: StockResult }
  | { readonly kind: 'request-again'; readonly dueAt: Date }
  | { readonly kind: 'wait'; readonly dueAt: Date }
  | { readonly kind: 'give-up' };

/** What becomes of an order that is still PENDING when its result is overdue. */
export function decideOverdue(
  order: Waiting,
  reservation: Reservation,
  now: Date,
  timings: ReconciliationTimings,
): OverdueDecision {
  const ageMs = now.getTime() - order.placedAt.getTime();
  const givenUp = ageMs >= timings.giveUpAfterMs;
  switch (reservation.kind) {
    case 'decided':
      return { kind: 'settle', result: reservation.result };
    case 'released':
      return { kind: 'give-up' };
    case 'unknown':
      if (order.requestedAgainAt === null) return { kind: 'request-again', dueAt: after(now, timings.checkAfterMs) };
      return givenUp ? { kind: 'give-up' } : { kind: 'wait', dueAt: after(now, timings.checkAfterMs) };
    case 'waiting':
      return { kind: 'wait', dueAt: after(now, timings.checkAfterMs) };
    case 'unavailable':
      if (ageMs >= timings.giveUpUnheardAfterMs) return { kind: 'give-up' };
      return { kind: 'wait', dueAt: after(now, timings.retryAfterMs) };
    case 'untrusted':
      return givenUp ? { kind: 'give-up' } : { kind: 'wait', dueAt: after(now, timings.retryAfterMs) };
  }
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
