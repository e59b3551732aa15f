import type { OrderId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import type { Order, OrderLine, OrderWithLines } from '../order.ts';
import { type LineRow, lineOf, ORDER_COLUMNS, type OrderRow, orderOf } from './order-rows.ts';

/** The orders that exist among `ids`. */
export async function loadOrders(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, Order>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, orderOf(row)]));
}

/** The lines of each order, in their order, in one statement. */
export async function loadLines(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, OrderLine[]>> {
  const lines = new Map<OrderId, OrderLine[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return lines;
  const rows = await sql.rows<LineRow>(
    `SELECT line.order_id, line.item_id, line.quantity, line.item_name, line.unit_price, orders.currency
     FROM order_line line JOIN orders ON orders.id = line.order_id
     WHERE line.order_id IN (?) ORDER BY line.order_id, line.position`,
    [ids],
  );
  for (const row of rows) lines.get(row.order_id)?.push(lineOf(row));
  return lines;
}

/** The orders that exist among `ids` with their lines, locked until the transaction ends, always in id order. */
export async function lockOrders(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, OrderWithLines>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id IN (?) ORDER BY id FOR UPDATE`, [
    [...new Set(ids)].sort(),
  ]);
  const lines = await loadLines(
    tx,
    rows.map(({ id }) => id),
  );
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), lines: lines.get(row.id) ?? [] }]));
}
