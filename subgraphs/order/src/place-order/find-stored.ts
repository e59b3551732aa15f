import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import { type BreakerSettings, createBreaker, isResilienceError, type Time } from '@rushgraph/resilience';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import { orders } from '../db/schema.ts';
import type { Order } from '../order/order.ts';

const COLUMNS = `${ORDER_COLUMNS}, ${columnsOf(orders, 'inputHash')}`;

export interface Stored {
  readonly order: Order;
  readonly inputHash: string;
}

export interface FindStoredDeps {
  readonly database: Pick<Database, 'within'>;
  readonly limitMs: number;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly registry: Registry;
  /** Default: the computer's. */
  readonly time?: Time;
}

/** Finds the rows of orders that may have been placed before. */
export type FindStored = (ids: readonly OrderId[]) => Promise<ReadonlyMap<OrderId, Stored>>;

/** Two groups of orders that got no answer; then one asks every two seconds. The limit of the question bounds slowness. */
const SETTINGS: BreakerSettings = {
  windowCalls: 2,
  minimumCalls: 2,
  failurePercent: 100,
  slowAfterMs: Number.POSITIVE_INFINITY,
  openMs: 2_000,
  trialCalls: 1,
};

/**
 * Finds none, too, when MySQL does not say in time: then a repeat is decided again, to the same result, from what the
 * item service kept. While MySQL has not answered it is not asked, so that orders do not wait for its time limit.
 */
export function createFindStored(deps: FindStoredDeps): FindStored {
  const { database, limitMs, logger, registry, time } = deps;
  const breaker = createBreaker({
    name: 'stored orders',
    settings: SETTINGS,
    logger,
    registry,
    ...(time !== undefined && { time }),
  });
  return async (ids) => {
    if (ids.length === 0) return new Map();
    try {
      return await breaker.execute(() => loadStored(database, limitMs, ids));
    } catch (error) {
      if (!isResilienceError(error, 'open'))
        logger.warn({ err: error }, 'placing orders without checking whether MySQL has them already');
      return new Map();
    }
  };
}

async function loadStored(
  database: FindStoredDeps['database'],
  limitMs: number,
  ids: readonly OrderId[],
): Promise<Map<OrderId, Stored>> {
  const rows = await database
    .within(limitMs)
    .rows<OrderRow & PartOf<typeof orders, 'inputHash'>>(`SELECT ${COLUMNS} FROM orders WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), inputHash: row.input_hash }]));
}
