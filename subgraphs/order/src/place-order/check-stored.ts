import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import type { Order } from '../order.ts';

export interface Stored {
  readonly order: Order;
  readonly inputHash: string;
}

const GATHER_MS = 1;

/**
 * Finds the row of an order that may have been placed before; requests that come together share a statement. Null also
 * when MySQL does not say in time: then a repeat is decided again, to the same result, from what the item service kept.
 */
export function createStoredCheck(
  database: Database,
  limitMs: number,
  logger: Pick<Logger, 'warn'>,
): (id: OrderId) => Promise<Stored | null> {
  const rows = new DataLoader<OrderId, Stored | null>(
    async (ids) => {
      const found = await withinLimit(loadStored(database, ids), limitMs, logger);
      return ids.map((id) => found?.get(id) ?? null);
    },
    { cache: false, batchScheduleFn: (run) => setTimeout(run, GATHER_MS) },
  );
  return (id) => rows.load(id);
}

async function loadStored(database: Database, ids: readonly OrderId[]): Promise<Map<OrderId, Stored>> {
  const rows = await database.rows<OrderRow & { input_hash: string }>(
    `SELECT ${ORDER_COLUMNS}, orders.input_hash FROM orders WHERE id IN (?)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), inputHash: row.input_hash }]));
}

async function withinLimit<T>(work: Promise<T>, limitMs: number, logger: Pick<Logger, 'warn'>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } catch (error) {
    logger.warn({ err: error }, 'orders are placed without asking MySQL whether they are there already');
    return null;
  } finally {
    clearTimeout(timer);
  }
}
