import type { Sql } from '@rushgraph/database';
import type { PartOf } from '@rushgraph/database/query';
import type { reservation } from '@rushgraph/item/tables';
import type { OrderSide, StockSide } from './judge-pair.ts';

const PAGE = 5_000;
const LINES = "SUM(CRC32(CONCAT(item_id, ':', quantity)))";
const JOIN_LINES = `LEFT JOIN JSON_TABLE(page.line_items, '$[*]'
  COLUMNS (item_id VARCHAR(26) PATH '$.itemId', quantity INT PATH '$.quantity')) AS line ON TRUE`;

/** All orders in the order of their ids, page by page. */
export function readOrderSides(order: Sql): AsyncGenerator<OrderSide> {
  return byPages((after) => loadOrders(order, 'orders.id > ? ORDER BY id LIMIT ?', [after, PAGE]));
}

/** These orders. */
export function readOrderSidesOf(order: Sql, ids: readonly string[]): Promise<OrderSide[]> {
  return loadOrders(order, 'orders.id IN (?) ORDER BY id LIMIT ?', [ids, ids.length]);
}

/** All reservations in the order of their orders' ids, page by page. */
export function readStockSides(item: Sql): AsyncGenerator<StockSide> {
  return byPages((after) => loadReservations(item, 'order_id > ? ORDER BY order_id LIMIT ?', [after, PAGE]));
}

/** The reservations of these orders. */
export function readStockSidesOf(item: Sql, ids: readonly string[]): Promise<StockSide[]> {
  return loadReservations(item, 'order_id IN (?) ORDER BY order_id LIMIT ?', [ids, ids.length]);
}

async function* byPages<T extends { readonly id: string }>(load: (after: string) => Promise<T[]>): AsyncGenerator<T> {
  for (let after = ''; ; ) {
    const page = await load(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

/** Of an order's or a reservation's lines: null when it has none. */
interface Fingerprint {
  readonly fingerprint: string | number | null;
}

/** `which` ends in a LIMIT: MySQL merges a derived table without one, and then refuses to join its lines (error 1210). */
async function loadOrders(order: Sql, which: string, values: readonly unknown[]): Promise<OrderSide[]> {
  const rows = await order.rows<Pick<OrderSide, 'id' | 'status'> & Fingerprint>(
    `SELECT page.id, page.status, ${LINES} AS fingerprint
     FROM (SELECT id, status, line_items FROM orders WHERE ${which}) AS page ${JOIN_LINES}
     GROUP BY page.id, page.status ORDER BY page.id`,
    values,
  );
  return rows.map(({ id, status, fingerprint }) => ({ id, status, lines: Number(fingerprint ?? 0) }));
}

type ReadReservation = PartOf<typeof reservation, 'orderId' | 'outcome' | 'decidedAt'> &
  Fingerprint & { readonly is_released: number };

async function loadReservations(item: Sql, which: string, values: readonly unknown[]): Promise<StockSide[]> {
  const rows = await item.rows<ReadReservation>(
    `SELECT page.order_id, page.outcome, page.released_at IS NOT NULL AS is_released, page.decided_at, ${LINES} AS fingerprint
     FROM (SELECT order_id, outcome, released_at, decided_at, line_items FROM reservation WHERE ${which}) AS page
     ${JOIN_LINES} GROUP BY page.order_id, page.outcome, page.released_at, page.decided_at ORDER BY page.order_id`,
    values,
  );
  return rows.map((row) => ({
    id: row.order_id,
    outcome: row.outcome,
    isReleased: row.is_released === 1,
    lines: Number(row.fingerprint ?? 0),
    decidedAt: row.decided_at,
  }));
}
