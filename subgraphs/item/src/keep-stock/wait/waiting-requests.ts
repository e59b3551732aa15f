import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import { columnsOf, defineQuery, defineWrite, eq, given, gte, isIn, type Row } from '@rushgraph/database/query';
import { stockWaiting } from '../../db/schema.ts';
import type { StockRequest } from '../decide/stock-keeper.ts';

export interface WaitingRequest extends StockRequest {
  readonly traceparent?: string | undefined;
}

export interface WaitingPage {
  readonly requests: readonly WaitingRequest[];
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
}

/** As W3C Trace Context writes it; others, who knows how long, are left out. */
const TRACE = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** An order has at most 50. */
const LINES_PER_PAGE = 1_000;

const lockLines = defineQuery({ from: given<number>() }, (builder, { from }) =>
  builder
    .select()
    .from(stockWaiting)
    .where(gte(stockWaiting.id, from))
    .orderBy(stockWaiting.id)
    .limit(LINES_PER_PAGE)
    .for('update'),
);
const remove = defineWrite({ orderIds: given<readonly OrderId[]>() }, (builder, { orderIds }) =>
  builder.delete(stockWaiting).where(isIn(stockWaiting.orderId, orderIds)),
);
const findLine = defineQuery({ orderId: given<OrderId>() }, (builder, { orderId }) =>
  builder.select({ id: stockWaiting.id }).from(stockWaiting).where(eq(stockWaiting.orderId, orderId)).limit(1),
);

/** Has these orders wait, behind all that wait already. One that waits keeps its place. */
export async function setAside(tx: Tx, requests: readonly WaitingRequest[], now: Date): Promise<void> {
  if (requests.length === 0) return;
  const rows = requests.flatMap(({ orderId, lines, traceparent = '' }) =>
    lines.map(({ itemId, quantity }) => [orderId, itemId, quantity, TRACE.test(traceparent) ? traceparent : null, now]),
  );
  await tx.run(
    `INSERT INTO stock_waiting (${columnsOf(stockWaiting, 'orderId', 'itemId', 'quantity', 'traceparent', 'waitingSince')}) VALUES ?
     ON DUPLICATE KEY UPDATE order_id = order_id`,
    [rows],
  );
}

/** The orders that wait, from this place on, for whoever takes them up; others wait for the end of the transaction. */
export async function lockWaiting(tx: Tx, from: number): Promise<WaitingPage> {
  const rows = await lockLines(tx, { from });
  const isWhole = rows.length < LINES_PER_PAGE;
  const last = rows.at(-1);
  // The lines of an order stand together; the last one may go on behind the page.
  const whole = isWhole ? rows : rows.filter(({ orderId }) => orderId !== last?.orderId);
  const requests = [...Map.groupBy(whole, ({ orderId }) => orderId)].map(([orderId, lines]) => ({
    orderId,
    lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
    traceparent: lines[0]?.traceparent ?? undefined,
  }));
  return { requests, next: isWhole ? null : (rows[whole.length]?.id ?? null) };
}

/** These orders were decided. */
export async function endWaiting(tx: Tx, orderIds: readonly OrderId[]): Promise<void> {
  if (orderIds.length > 0) await remove(tx, { orderIds });
}

/** Which of these items are waited for. */
export async function loadWaitedFor(sql: Sql, itemIds: readonly ItemId[]): Promise<ReadonlySet<ItemId>> {
  if (itemIds.length === 0) return new Set();
  const rows = await sql.rows<Pick<Row<typeof stockWaiting>, 'item_id'>>(
    'SELECT DISTINCT item_id FROM stock_waiting WHERE item_id IN (?)',
    [itemIds],
  );
  return new Set(rows.map(({ item_id }) => item_id));
}

export async function isWaiting(sql: Sql, orderId: OrderId): Promise<boolean> {
  return (await findLine(sql, { orderId })).length > 0;
}
