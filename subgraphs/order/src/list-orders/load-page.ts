import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import type { Order } from '../order.ts';

/** The order a page starts after. Neither part of it ever changes, so settling orders do not move a page. */
export interface PageStart {
  readonly placedAt: Date;
  readonly id: OrderId;
}

/** A customer's orders, newest first; up to `limit` of them after `start`. */
export async function loadPage(sql: Sql, userId: UserId, limit: number, start?: PageStart): Promise<Order[]> {
  const after = start === undefined ? '' : 'AND placed_at <= ? AND (placed_at < ? OR id < ?)';
  const values = start === undefined ? [] : [start.placedAt, start.placedAt, start.id];
  const rows = await sql.rows<OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE user_id = ? ${after} ORDER BY placed_at DESC, id DESC LIMIT ?`,
    [userId, ...values, limit],
  );
  return rows.map(orderOf);
}
