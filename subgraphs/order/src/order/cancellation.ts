import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Order } from './order.ts';
import type { Traceparent } from './order-events.ts';
import type { OrderStatus } from './order-state.ts';

/** A customer's wish to cancel an order. */
export interface Cancellation {
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly idempotencyKey: string;
  readonly traceparent: Traceparent;
}

export type CancellationOutcome =
  | { readonly kind: 'cancelled'; readonly order: Order }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-cancellable'; readonly status: OrderStatus }
  | { readonly kind: 'key-reused' };
