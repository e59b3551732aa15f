import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Logger } from 'pino';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import type { Order } from '../order.ts';

export interface Stored {
  readonly order: Order;
  readonly inputHash: string;
}

export interface StoredCheckDeps {
  readonly database: Pick<Database, 'within'>;
  readonly limitMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Finds the rows of orders that may have been placed before. */
export type FindStored = (ids: readonly OrderId[]) => Promise<ReadonlyMap<OrderId, Stored>>;

const BREAK_AFTER = 2;
const TRY_AGAIN_AFTER_MS = 2_000;

/**
 * Finds none, too, when MySQL does not say in time: then a repeat is decided again, to the same result, from what the
 * item service kept. While MySQL has not answered it is not asked, so that orders do not wait for its time limit.
 */
export function createStoredCheck({ database, limitMs, logger }: StoredCheckDeps): FindStored {
  const breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
    halfOpenAfter: TRY_AGAIN_AFTER_MS,
  });
  return async (ids) => {
    // While one asks again, the breaker would let the others wait for its answer.
    if (ids.length === 0 || breaker.state === CircuitState.HalfOpen) return new Map();
    try {
      return await breaker.execute(() => loadStored(database, limitMs, ids));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError))
        logger.warn({ err: error }, 'orders are placed without asking MySQL whether they are there already');
      return new Map();
    }
  };
}

async function loadStored(
  database: StoredCheckDeps['database'],
  limitMs: number,
  ids: readonly OrderId[],
): Promise<Map<OrderId, Stored>> {
  const rows = await database
    .within(limitMs)
    .rows<OrderRow & { input_hash: string }>(`SELECT ${ORDER_COLUMNS}, orders.input_hash FROM orders WHERE id IN (?)`, [
      ids,
    ]);
  return new Map(rows.map((row) => [row.id, { order: orderOf(row), inputHash: row.input_hash }]));
}
