import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Logger } from 'pino';
import { loadLines, loadOrders } from '../db/load-orders.ts';
import { loadPage } from '../db/load-page.ts';
import type { Order, OrderLine } from '../order/order.ts';
import type { OrderReader } from '../order/order-reader.ts';
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
  async function complete<T>(
    ids: readonly OrderId[],
    load: (sql: Database, ids: readonly OrderId[]) => Promise<Map<OrderId, T>>,
    ofEntry: (entry: PendingEntry) => T,
  ): Promise<Map<OrderId, T>> {
    const found = await load(database, ids);
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const entries = await degraded(pending.load(missing), new Map<OrderId, PendingEntry>());
    const again = await load(
      database,
      missing.filter((id) => !entries.has(id)),
    );
    return new Map([...found, ...[...entries].map(([id, entry]) => [id, ofEntry(entry)] as const), ...again]);
  }

  return {
    orders: (ids) => complete(ids, loadOrders, ({ order }): Order => order),
    lines: (ids) => complete<readonly OrderLine[]>(ids, loadLines, ({ lines }) => lines),
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
