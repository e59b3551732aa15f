import type { ItemId, MoneyValue, OrderId, UserId } from '@rushgraph/contracts';
import type { OrderStatus } from './order-state.ts';

export type RejectionReason = 'SOLD_OUT' | 'UNKNOWN_ITEM' | 'TIMED_OUT' | 'TOTAL_TOO_LARGE';

export interface Rejection {
  readonly reason: RejectionReason;
  readonly itemIds: readonly ItemId[];
}

/** What the customer asked for; name and price are what it was sold as, unknown before that. */
export interface OrderLine {
  readonly itemId: ItemId;
  readonly quantity: number;
  readonly name: string | null;
  readonly unitPrice: MoneyValue | null;
}

export interface SoldLine extends OrderLine {
  readonly name: string;
  readonly unitPrice: MoneyValue;
}

/** Lines of an order that is not sold yet. */
export function unsoldLines(lines: readonly Pick<OrderLine, 'itemId' | 'quantity'>[]): OrderLine[] {
  return lines.map(({ itemId, quantity }) => ({ itemId, quantity, name: null, unitPrice: null }));
}

interface Placed {
  readonly id: OrderId;
  readonly userId: UserId;
  /** Grows by one with every transition; 1 is PENDING. */
  readonly version: number;
  readonly placedAt: Date;
}

interface Unsold {
  readonly title: null;
  readonly total: null;
}

export interface PendingOrder extends Placed, Unsold {
  readonly status: 'PENDING';
  readonly settledAt: null;
  readonly rejection: null;
}

export interface SoldOrder extends Placed {
  /** A cancelled order keeps what it was sold as, and when it was settled. */
  readonly status: 'CONFIRMED' | 'CANCELLED';
  readonly title: string;
  readonly total: MoneyValue;
  readonly settledAt: Date;
  readonly rejection: null;
}

export interface RejectedOrder extends Placed, Unsold {
  readonly status: 'REJECTED';
  readonly settledAt: Date;
  readonly rejection: Rejection;
}

/** An order without its lines; which facts it has depends on its status. */
export type Order = (PendingOrder | SoldOrder | RejectedOrder) & { readonly status: OrderStatus };

export interface OrderWithLines<State extends Order = Order> {
  readonly order: State;
  readonly lines: readonly OrderLine[];
}

/** An order as it is from its placement until it is settled. */
export function pendingOrder(facts: Pick<PendingOrder, 'id' | 'userId' | 'placedAt'>): PendingOrder {
  const { id, userId, placedAt } = facts;
  const unsettled = { settledAt: null, title: null, total: null, rejection: null };
  return { id, userId, placedAt, version: 1, status: 'PENDING', ...unsettled };
}
