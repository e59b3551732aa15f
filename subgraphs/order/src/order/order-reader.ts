import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Order, OrderLine } from './order.ts';
import type { PageStart } from './page-start.ts';

/**
 * Orders from wherever they are. Rejects with `UnreadableOrder` when one of them cannot be read. What is asked for at the
 * same time is read together, so whoever wants no order to fail for another one asks for each by itself.
 */
export interface OrderReader {
  orders(ids: readonly OrderId[]): Promise<Map<OrderId, Order>>;
  lines(ids: readonly OrderId[]): Promise<Map<OrderId, readonly OrderLine[]>>;
  page(userId: UserId, limit: number, start?: PageStart): Promise<Order[]>;
}

/** The order is there, and what is there means nothing: asking for it again gives the same. */
export class UnreadableOrder extends Error {
  override readonly name = 'UnreadableOrder';
  constructor(id: OrderId, cause: unknown) {
    super(`Order ${id} cannot be read`, { cause });
  }
}
