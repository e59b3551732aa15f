import type { CampaignId, UserId } from '@rushgraph/contracts';
import { z } from 'zod';

/** What the queue knows of a customer's ticket, as the scripts answer it. */
export interface TicketFacts {
  /** 0 for a customer whose coupon is known and whose ticket was lost. */
  readonly ticket: number;
  /** In line, counted from the first that was ever served; 0 before the opening. */
  readonly position: number;
  /** How many positions have been served. */
  readonly serving: number;
  readonly issuedAt: Date | undefined;
  readonly isSoldOut: boolean;
  readonly isClosed: boolean;
  /** Coupons a second at present; 0 before any was issued. */
  readonly pace: number;
  /** Milliseconds, negative after the opening. */
  readonly untilOpening: number;
  /** The queue itself: one that was lost is followed by another. Milliseconds of its first customer; 0 without a ticket. */
  readonly line: number;
}

/** A ticket with whose it is and of what. */
export interface Ticket extends TicketFacts {
  readonly campaignId: CampaignId;
  readonly userId: UserId;
}

/** The answer of a script that ends with `view(…)`. */
export const ticketReply = z
  .tuple([
    z.literal('TICKET'),
    z.int(),
    z.int(),
    z.int(),
    z.string().regex(/^(|\d+:\d+)$/),
    z.int(),
    z.int(),
    z.int(),
    z.int(),
    z.int(),
  ])
  .transform(([, ticket, position, serving, issue, isSoldOut, isClosed, pace, untilOpening, line]): TicketFacts => {
    const [, milliseconds] = issue.split(':');
    return {
      ticket,
      position,
      serving,
      issuedAt: milliseconds === undefined ? undefined : new Date(Number(milliseconds)),
      isSoldOut: isSoldOut === 1,
      isClosed: isClosed === 1,
      pace,
      untilOpening,
      line,
    };
  });
