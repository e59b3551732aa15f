import {
  type OrderId,
  type OrderReleased,
  orderReleased,
  orderRequested,
  orderUpdated,
  timestampOf,
} from '@rushgraph/contracts';
import { event, type NewEvent, tombstone } from '@rushgraph/messaging';
import type { OrderWithLines } from './order.ts';

/** W3C trace context of what caused an event; absent when nothing traced did. */
export type Traceparent = string | undefined;

/** The whole state of an order at its version. */
export function updatedEvent({ order, lines }: OrderWithLines, traceparent: Traceparent): NewEvent {
  const data = {
    orderId: order.id,
    userId: order.userId,
    version: order.version,
    status: order.status,
    title: order.title,
    total: order.total,
    lines: lines.map(({ itemId, quantity, name, unitPrice }) => ({ itemId, quantity, name, unitPrice })),
    rejection: order.rejection && { ...order.rejection, itemIds: [...order.rejection.itemIds] },
    placedAt: timestampOf(order.placedAt),
    settledAt: order.settledAt && timestampOf(order.settledAt),
  };
  return event(orderUpdated, data, { subject: order.id, sequence: order.version, traceparent });
}

/** Asks for the stock of a pending order; `stored` when it has a row. */
export function requestedEvent(
  { order, lines }: OrderWithLines,
  inputHash: string,
  stored: boolean,
  traceparent: Traceparent,
): NewEvent {
  const data = {
    orderId: order.id,
    userId: order.userId,
    inputHash,
    lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
    requestedAt: timestampOf(order.placedAt),
    ...(stored && { stored }),
  };
  return event(orderRequested, data, { subject: order.id, sequence: order.version, traceparent });
}

/** Takes a final order out of the table of pending ones. */
export function requestEnded({ order }: OrderWithLines): NewEvent {
  return tombstone(orderRequested, order.id, { subject: order.id, sequence: order.version });
}

/** Gives the stock of an order back; `version` is 0 when no such order is known here. */
export function releasedEvent(
  orderId: OrderId,
  version: number,
  reason: OrderReleased['reason'],
  now: Date,
  traceparent: Traceparent,
): NewEvent {
  const data = { orderId, reason, releasedAt: timestampOf(now) };
  return event(orderReleased, data, { subject: orderId, sequence: version, traceparent });
}
