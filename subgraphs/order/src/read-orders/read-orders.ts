import { gatherReads } from '@rushgraph/concurrency';
import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Logger } from 'pino';
import { loadOrderRows, loadOrders, loadStoredLines } from '../db/load-orders.ts';
import { loadPage } from '../db/load-page.ts';
import { orderOf } from '../db/order-rows.ts';
import { linesOf } from '../db/stored-lines.ts';
import type { Order, OrderLine } from '../order/order.ts';
import { type OrderReader, UnreadableOrder } from '../order/order-reader.ts';
import { isAfter, newestFirst } from '../order/page-start.ts';
import type { PendingEntry, PendingOrders } from '../pending-orders/pending-orders.ts';

export interface OrderReaderDeps {
  readonly database: Database;
  readonly pending: PendingOrders;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Orders from where they are: the row in MySQL, or until it is there the entry in Redis. The row is written before the
 * entry goes, so whoever looks for the entry first and for the row after it misses none.
 */
export function createOrderReader({ database, pending, logger }: OrderReaderDeps): OrderReader {
  // What requests ask of MySQL at the same time is one statement. Nobody waits for the orders that another one looks for in
  // Redis, nor fails for a row that another one asked for.
  const rowsOf = gatherReads((ids: readonly OrderId[]) => loadOrderRows(database, ids));
  const storedLinesOf = gatherReads((ids: readonly OrderId[]) => loadStoredLines(database, ids));

  /** Without Redis, only orders that wait for their stock are out of sight. */
  async function degraded<T>(read: Promise<T>, instead: T): Promise<T> {
    try {
      return await read;
    } catch (error) {
      logger.warn({ err: error }, 'could not read pending orders; showing those that MySQL has');
      return instead;
    }
  }

  /** What MySQL has; what it lacks, from Redis; and what left Redis in between, from MySQL again. */
  async function complete<Row, T>(
    ids: readonly OrderId[],
    load: (ids: readonly OrderId[]) => Promise<ReadonlyMap<OrderId, Row>>,
    ofRow: (row: Row) => T,
    ofEntry: (entry: PendingEntry) => T,
  ): Promise<Map<OrderId, T>> {
    const found = only(ids, await load(ids), ofRow);
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const entries = await degraded(pending.load(missing), new Map<OrderId, PendingEntry>());
    const moved = missing.filter((id) => !entries.has(id));
    const again = moved.length === 0 ? [] : only(moved, await load(moved), ofRow);
    return new Map([...found, ...[...entries].map(([id, entry]) => [id, ofEntry(entry)] as const), ...again]);
  }

  return {
    orders: (ids) => complete(ids, rowsOf, orderOf, ({ order }): Order => order),
    lines: (ids) => complete(ids, storedLinesOf, linesOf, ({ lines }): readonly OrderLine[] => lines),
    async page(userId, limit, start) {
      const entries = await degraded(pending.page(userId, limit, start), []);
      const rows = await loadPage(database, userId, limit, start);
      const known = new Set(rows.map(({ id }) => id));
      const waiting = entries.flatMap(({ order }) => (known.has(order.id) ? [] : [order]));
      // The row wins over an entry, also when it has come since the page was read.
      const settled = await loadOrders(
        database,
        waiting.map(({ id }) => id),
      );
      const others = waiting.map((order) => settled.get(order.id) ?? order);
      return [...rows, ...others.filter((order) => start === undefined || isAfter(order, start))]
        .sort(newestFirst)
        .slice(0, limit);
    },
  };
}

/** What was read for several callers, without what is of others. */
function only<Row, T>(
  ids: readonly OrderId[],
  rows: ReadonlyMap<OrderId, Row>,
  ofRow: (row: Row) => T,
): Map<OrderId, T> {
  const own = new Map<OrderId, T>();
  for (const id of ids) {
    const row = rows.get(id);
    if (row !== undefined)
      own.set(
        id,
        readAs(id, () => ofRow(row)),
      );
  }
  return own;
}

function readAs<T>(id: OrderId, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnreadableOrder(id, error);
  }
}
