import type { OrderId } from '@rushgraph/contracts';
import type { Order } from './order.ts';

/** The order a page starts after. Neither part of it ever changes, so settling orders do not move a page. */
export interface PageStart {
  readonly placedAt: Date;
  readonly id: OrderId;
}

/** Whether an order comes after the start of a page: older, or of the same instant with a smaller id. */
export function isAfter({ placedAt, id }: Pick<Order, 'id' | 'placedAt'>, start: PageStart): boolean {
  return placedAt < start.placedAt || (placedAt.getTime() === start.placedAt.getTime() && id < start.id);
}

/** Compares orders for a list that begins with the newest. */
export function newestFirst(left: Order, right: Order): number {
  return right.placedAt.getTime() - left.placedAt.getTime() || (left.id < right.id ? 1 : -1);
}
