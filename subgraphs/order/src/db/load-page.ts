import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Order } from '../order/order.ts';
import type { PageStart } from '../order/page-start.ts';
import { ORDER_COLUMNS, type OrderRow, orderOf } from './order-rows.ts';

/** Told of each order that a page has to do without. */
export type OnUnreadable = (id: OrderId, error: unknown) => void;

/**
 * A customer's orders, newest first; up to `limit` of them after `start`. One that cannot be read is left out, so that it
 * does not hide the others; a page that is not full is the last one all the same.
 */
export async function loadPage(
  sql: Sql,
  { userId, limit, start }: { userId: UserId; limit: number; start?: PageStart | undefined },
  onUnreadable: OnUnreadable,
): Promise<Order[]> {
  const orders: Order[] = [];
  let from = start;
  for (;;) {
    const wanted = limit - orders.length;
    const rows = await loadRows(sql, userId, wanted, from);
    orders.push(...readable(rows, onUnreadable));
    const last = rows.at(-1);
    if (last === undefined || rows.length < wanted || orders.length >= limit) return orders;
    from = { placedAt: last.placed_at, id: last.id };
  }
}

/** The orders of these rows, without those that cannot be read. */
export function readable(rows: Iterable<OrderRow>, onUnreadable: OnUnreadable): Order[] {
  const orders: Order[] = [];
  for (const row of rows) {
    try {
      orders.push(orderOf(row));
    } catch (error) {
      onUnreadable(row.id, error);
    }
  }
  return orders;
}

function loadRows(sql: Sql, userId: UserId, limit: number, start: PageStart | undefined): Promise<OrderRow[]> {
  const after = start === undefined ? '' : 'AND placed_at <= ? AND (placed_at < ? OR id < ?)';
  const values = start === undefined ? [] : [start.placedAt, start.placedAt, start.id];
  return sql.rows<OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM orders WHERE user_id = ? ${after} ORDER BY placed_at DESC, id DESC LIMIT ?`,
    [userId, ...values, limit],
  );
}
