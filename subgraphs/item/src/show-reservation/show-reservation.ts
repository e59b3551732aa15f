import { type OrderId, parseId } from '@rushgraph/contracts';
import { requireService } from '@rushgraph/identity';
import type { QueryResolvers } from '../generated/graphql.ts';
import { loadReservations } from '../keep-stock/decide/load-reservations.ts';
import type { Reservation } from '../keep-stock/decide/reservation.ts';
import { isWaiting } from '../keep-stock/wait/waiting-requests.ts';

/** What was decided for an order; for services only. */
export const showReservation: NonNullable<QueryResolvers['reservation']> = async (_parent, { orderId }, context) => {
  requireService(context.viewer);
  const id = parseId<OrderId>(orderId);
  if (id === null) return null;
  const reservation = await context.reservations.load(id);
  if (reservation !== null) return shown(reservation);
  if ((await isWaiting(context.database, id)) || (await context.backlog.mayHold(id))) return waiting(id);
  // It may have been decided between the two questions.
  const decided = (await loadReservations(context.database, [id])).get(id);
  return decided === undefined ? null : shown(decided);
};

function waiting(orderId: OrderId) {
  return { orderId, outcome: 'WAITING' as const, decidedAt: null, reason: null, lines: [], itemIds: [] };
}

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
