import type { OrderId, OrderRequested, UserId } from '@rushgraph/contracts';
import { type OrderWithLines, type PendingOrder, pendingOrder, unsoldLines } from './order.ts';

/** An order as it was requested in Kafka. */
export interface RequestedOrder extends OrderWithLines<PendingOrder> {
  readonly inputHash: string;
  /** It had its row when it was requested. Kafka alone has others, until they are settled or placed by a fallback. */
  readonly isStored: boolean;
}

/** Told of orders that are no longer pending in Kafka alone: they have their final rows. */
export type OnSettled = (orders: readonly { readonly id: OrderId; readonly userId: UserId }[]) => void;

/** The order that was requested. */
export function requestedOrder(data: OrderRequested): RequestedOrder {
  return {
    inputHash: data.inputHash,
    isStored: data.stored ?? false,
    order: pendingOrder({ id: data.orderId, userId: data.userId, placedAt: new Date(data.requestedAt) }),
    lines: unsoldLines(data.lines),
  };
}
