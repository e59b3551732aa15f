import { isId, type OrderId } from '@rushgraph/contracts';
import { requireService } from '@rushgraph/identity';
import type { QueryResolvers } from '../generated/graphql.ts';
import type { Reservation } from '../keep-stock/reservation.ts';

/** What was decided for an order; for services only. */
export const showReservation: NonNullable<QueryResolvers['reservation']> = async (_parent, { orderId }, context) => {
  requireService(context.viewer);
  const reservation = isId(orderId) ? await context.reservations.load(orderId as OrderId) : null;
  return reservation === null ? null : shown(reservation);
};

function shown(reservation: Reservation) {
  const { orderId, decidedAt } = reservation;
  const nothing = { orderId, decidedAt, reason: null, lines: [], itemIds: [] };
  switch (reservation.outcome) {
    case 'RESERVED': {
      const outcome = reservation.releasedAt === null ? ('RESERVED' as const) : ('RELEASED' as const);
      return { ...nothing, outcome, lines: reservation.lines };
    }
    case 'REFUSED':
      return { ...nothing, outcome: reservation.outcome, reason: reservation.reason, itemIds: reservation.itemIds };
    case 'RELEASED':
      return { ...nothing, outcome: reservation.outcome };
  }
}
