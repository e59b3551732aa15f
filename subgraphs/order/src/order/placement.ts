import type { ItemId, OrderId, UserId } from '@rushgraph/contracts';
import type { Order } from './order.ts';
import type { Traceparent } from './order-events.ts';

/** A valid request for an order. The id follows from who asks and the idempotency key, so every engine knows a repeat. */
export interface Placement {
  readonly id: OrderId;
  readonly userId: UserId;
  readonly lines: readonly { readonly itemId: ItemId; readonly quantity: number }[];
  readonly inputHash: string;
  readonly traceparent: Traceparent;
  /** When another engine had begun to place it; else now. */
  readonly placedAt?: Date;
}

export type PlacementOutcome =
  /** The order is durable, whether by this request or an earlier one that asked for the same. */
  | { readonly kind: 'placed'; readonly order: Order }
  /** The idempotency key belongs to an order with other lines. */
  | { readonly kind: 'key-reused' }
  /** More is waiting than may wait; nothing was done. */
  | { readonly kind: 'overloaded' };

/**
 * One way of making an order durable and having its stock decided. One order id is one order whichever engines have
 * seen it, so a placement whose outcome is unknown may be repeated with any of them.
 */
export interface OrderEngine {
  readonly name: 'outbox' | 'streams' | 'choice';
  place(placement: Placement): Promise<PlacementOutcome>;
  /** Finishes what was accepted; takes nothing more. */
  stop(): Promise<void>;
}
