import type { OrderId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import type { Order, OrderLine, OrderWithLines } from '../order/order.ts';
import { ORDER_COLUMNS, type OrderRow, orderOf } from './order-rows.ts';
import { linesOf, type StoredLine } from './stored-lines.ts';

/** The orders that exist among `ids`. */
export async function loadOrders(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, Order>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, orderOf(row)]));
}

interface LinedRow {
  readonly id: OrderId;
  readonly line_items: readonly StoredLine[];
}

/** The lines of each order, in their order. */
export async function loadLines(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, OrderLine[]>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<LinedRow>('SELECT id, line_items FROM orders WHERE id IN (?)', [ids]);
  return new Map(rows.map(({ id, line_items }) => [id, linesOf(line_items)]));
}

/** The orders that exist among `ids` with their lines, locked until the transaction ends, always in id order. */
export async function lockOrders(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, OrderWithLines>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<OrderRow & LinedRow>(
    `SELECT ${ORDER_COLUMNS}, orders.line_items FROM orders WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [[...new Set(ids)].sort()],
  );
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), lines: linesOf(row.line_items) }]));
}
