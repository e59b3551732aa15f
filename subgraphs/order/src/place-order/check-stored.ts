import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Logger } from 'pino';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import type { Order } from '../order.ts';

export interface Stored {
  readonly order: Order;
  readonly inputHash: string;
}

export interface StoredCheckDeps {
  readonly database: Database;
  readonly limitMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Finds the rows of orders that may have been placed before. None also when MySQL does not say in time: then a repeat is
 * decided again, to the same result, from what the item service kept.
 */
export async function findStored(
  { database, limitMs, logger }: StoredCheckDeps,
  ids: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, Stored>> {
  if (ids.length === 0) return new Map();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<ReadonlyMap<OrderId, Stored>>((resolve) => {
    timer = setTimeout(() => resolve(new Map()), limitMs);
  });
  try {
    return await Promise.race([loadStored(database, ids), limit]);
  } catch (error) {
    logger.warn({ err: error }, 'orders are placed without asking MySQL whether they are there already');
    return new Map();
  } finally {
    clearTimeout(timer);
  }
}

async function loadStored(database: Database, ids: readonly OrderId[]): Promise<Map<OrderId, Stored>> {
  const rows = await database.rows<OrderRow & { input_hash: string }>(
    `SELECT ${ORDER_COLUMNS}, orders.input_hash FROM orders WHERE id IN (?)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), inputHash: row.input_hash }]));
}
