import type { TicketFacts } from '../src/show-ticket/ticket.ts';

/** A ticket that waits in an open queue, 200 coupons away. */
export const waiting: TicketFacts = {
  ticket: 300,
  position: 300,
  serving: 100,
  issuedAt: undefined,
  isSoldOut: false,
  isClosed: false,
  pace: 50,
  untilOpening: -60_000,
  line: 1,
};
