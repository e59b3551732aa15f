import { type StockResult, stockResult, timestampOf } from '@rushgraph/contracts';
import { event } from '@rushgraph/messaging';
import type { Reservation } from '../keep-stock/decide/reservation.ts';

/** Tells the order service what was decided, in the trace of the request. */
export function resultEvent(reservation: Reservation, traceparent: string | undefined) {
  return event(stockResult, resultOf(reservation), { subject: reservation.orderId, sequence: 1, traceparent });
}

function resultOf(reservation: Reservation): StockResult {
  const { orderId } = reservation;
  const decidedAt = timestampOf(reservation.decidedAt);
  switch (reservation.outcome) {
    case 'RESERVED':
      return { outcome: 'RESERVED', orderId, lines: [...reservation.lines], decidedAt };
    case 'REFUSED':
      return { outcome: 'REFUSED', orderId, reason: reservation.reason, itemIds: [...reservation.itemIds], decidedAt };
    case 'RELEASED':
      return { outcome: 'REFUSED', orderId, reason: 'RELEASED', itemIds: [], decidedAt };
  }
}
