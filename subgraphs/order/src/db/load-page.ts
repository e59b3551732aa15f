import type { UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Order } from '../order/order.ts';
import type { PageStart } from '../order/page-start.ts';
import { ORDER_COLUMNS, type OrderRow, orderOf } from './order-rows.ts';

/**
 * A customer's orders, newest first; up to `limit` of them after `start`. Rejects when one of them cannot be read: a list
 * with a hole would be kept as the whole, by my page for one.
 */
export async function loadPage(sql: Sql, userId: UserId, limit: number, start?: PageStart): Promise<Order[]> {
  const after = start === undefined ? '' : 'AND placed_at <= ? AND (placed_at < ? OR id < ?)';
  const values = start === undefined ? [] : [start.placedAt, start.placedAt, start.id];
  const rows = await sql.rows<OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE user_id = ? ${after} ORDER BY placed_at DESC, id DESC LIMIT ?`,
    [userId, ...values, limit],
  );
  return rows.map(orderOf);
}
