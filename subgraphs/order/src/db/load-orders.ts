import type { OrderId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import type { Order, OrderLine, OrderWithLines } from '../order/order.ts';
import { ORDER_COLUMNS, type OrderRow, orderOf } from './order-rows.ts';
import { orders } from './schema.ts';
import { linesOf, type StoredLine } from './stored-lines.ts';

/** The rows of the orders that exist among `ids`. */
export async function loadOrderRows(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, OrderRow>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM orders WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The orders that exist among `ids`. */
export async function loadOrders(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, Order>> {
  const rows = await loadOrderRows(sql, ids);
  return new Map([...rows].map(([id, row]) => [id, orderOf(row)]));
}

const LINE_COLUMNS = columnsOf(orders, 'id', 'lineItems');
const LINED_COLUMNS = `${ORDER_COLUMNS}, ${columnsOf(orders, 'lineItems')}`;
type LinedRow = PartOf<typeof orders, 'id' | 'lineItems'>;

/** The lines of each order as they are stored. */
export async function loadStoredLines(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, readonly StoredLine[]>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<LinedRow>(`SELECT ${LINE_COLUMNS} FROM orders WHERE id IN (?)`, [ids]);
  return new Map(rows.map(({ id, line_items }) => [id, line_items]));
}

/** The lines of each order, in their order. */
export async function loadLines(sql: Sql, ids: readonly OrderId[]): Promise<Map<OrderId, OrderLine[]>> {
  const stored = await loadStoredLines(sql, ids);
  return new Map([...stored].map(([id, lines]) => [id, linesOf(lines)]));
}

/** The orders that exist among `ids` with their lines, locked until the transaction ends, always in id order. */
export async function lockOrders(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, OrderWithLines>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<OrderRow & LinedRow>(
    `SELECT ${LINED_COLUMNS} FROM orders WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [[...new Set(ids)].sort()],
  );
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), lines: linesOf(row.line_items) }]));
}
