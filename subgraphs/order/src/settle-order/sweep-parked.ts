import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import type { Lookup } from '@rushgraph/streams';
import type { Logger } from 'pino';
import { releasedEvent } from '../order/order-events.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import type { DecidedFact } from './decide/decide-facts.ts';
import { noRequests, readOrders } from './find-orders.ts';
import { lockParkedResults, type ParkedResult, removeParkedResults } from './parked-results.ts';
import { type SettleOrdersDeps, settleOrders } from './settle-orders.ts';

export interface SweepParkedDeps extends SettleOrdersDeps {
  readonly database: Database;
  readonly now: () => Date;
  /** How long a result waits for its order before its stock is given back. */
  readonly graceMs: number;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
  /** What this worker knows of the orders that have no row. */
  readonly lookup?: Lookup<OrderRequested>;
}

/** Rows that one turn looks at, of those that are old and again of those that are passed over. */
const BATCH = 200;

/**
 * Joins parked results whose order has arrived, and compensates those that waited in vain; each call answers how many it
 * ended. It looks at the oldest ones and at some more, going on where the call before has ended, so that its work does not
 * grow with what is parked.
 */
export function createSweepParked(deps: SweepParkedDeps): () => Promise<number> {
  const { database, lookup = noRequests } = deps;
  let last = '';

  async function findOld(graceEnd: Date): Promise<OrderId[]> {
    const rows = await database.rows<{ order_id: OrderId }>(
      'SELECT order_id FROM parked_result WHERE parked_at <= ? ORDER BY parked_at LIMIT ?',
      [graceEnd, BATCH],
    );
    return rows.map(({ order_id }) => order_id);
  }

  /** Those of the next rows whose order is known. */
  async function findArrived(): Promise<OrderId[]> {
    const rows = await database.rows<{ order_id: OrderId; has_row: 0 | 1 }>(
      `SELECT parked.order_id, orders.id IS NOT NULL AS has_row
       FROM parked_result parked LEFT JOIN orders ON orders.id = parked.order_id
       WHERE parked.order_id > ? ORDER BY parked.order_id LIMIT ?`,
      [last, BATCH],
    );
    last = (rows.length === BATCH && rows.at(-1)?.order_id) || '';
    return rows.flatMap(({ order_id, has_row }) => (has_row === 1 || lookup(order_id) !== undefined ? [order_id] : []));
  }

  return async () => {
    const now = deps.now();
    const graceEnd = new Date(now.getTime() - deps.graceMs);
    const ids = [...new Set([...(await findOld(graceEnd)), ...(await findArrived())])];
    if (ids.length === 0) return 0;
    return database.transaction((tx) => end(tx, deps, ids, now, graceEnd));
  };
}

async function end(tx: Tx, deps: SweepParkedDeps, ids: OrderId[], now: Date, graceEnd: Date): Promise<number> {
  const known = await readOrders(tx, ids, deps.lookup ?? noRequests);
  const isKnown = (id: OrderId) => known.stored.has(id) || known.requested.has(id);
  const parked = await lockParkedResults(tx, ids);
  const arrived = parked.filter(({ result }) => isKnown(result.orderId));
  const orphans = parked.filter(({ result, parkedAt }) => !isKnown(result.orderId) && parkedAt <= graceEnd);
  const facts = arrived.map(({ result }) => ({ kind: 'stock-result' as const, result }));
  const joined = await settleOrders(tx, deps, known, facts, now);
  const releases = orphans
    .filter(({ result }) => result.outcome === 'RESERVED')
    .map(({ result }) => releasedEvent(result.orderId, 0, 'TIMED_OUT', now, undefined));
  await deps.outbox.record(tx, releases);
  const ended = [...arrived, ...orphans].map(({ result }) => result.orderId);
  await removeParkedResults(tx, ended);
  tx.onCommit(() => report(deps, joined, orphans));
  return ended.length;
}

function report(
  { metrics, logger }: SweepParkedDeps,
  joined: readonly DecidedFact[],
  orphans: readonly ParkedResult[],
) {
  for (const { orderId, decision } of joined) {
    metrics.parkedResults.inc({ end: decision.kind === 'invalid' ? 'invalid' : 'joined' });
    if (decision.kind === 'invalid') {
      logger.error({ orderId, reason: decision.reason }, 'a parked stock result does not fit its order');
    }
  }
  for (const { result } of orphans) {
    metrics.parkedResults.inc({ end: 'compensated' });
    logger.warn({ orderId: result.orderId, outcome: result.outcome }, 'the order of a parked stock result never came');
  }
}
