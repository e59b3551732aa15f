import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Order, OrderLine } from './order.ts';
import type { PageStart } from './page-start.ts';

/** Orders from wherever they are. */
export interface OrderReader {
  orders(ids: readonly OrderId[]): Promise<Map<OrderId, Order>>;
  lines(ids: readonly OrderId[]): Promise<Map<OrderId, readonly OrderLine[]>>;
  page(userId: UserId, limit: number, start?: PageStart): Promise<Order[]>;
}
