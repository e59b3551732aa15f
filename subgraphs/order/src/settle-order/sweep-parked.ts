import type { OrderId } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import { lockOrders } from '../db/load-orders.ts';
import { releasedEvent } from '../order-events.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import { lockParkedResults, type ParkedResult, removeParkedResults } from './parked-results.ts';
import { applyDecisions, type DecidedResult, decideResults } from './settle-results.ts';

export interface SweepParkedDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** How long a result waits for its order before its stock is given back. */
  readonly graceMs: number;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
}

const BATCH = 200;

/** Joins parked results whose order has arrived, and compensates those that waited in vain; answers how many it ended. */
export async function sweepParked(deps: SweepParkedDeps): Promise<number> {
  const now = deps.now();
  const graceEnd = new Date(now.getTime() - deps.graceMs);
  const candidates = await deps.database.rows<{ order_id: OrderId }>(
    `SELECT parked.order_id FROM parked_result parked LEFT JOIN orders ON orders.id = parked.order_id
     WHERE orders.id IS NOT NULL OR parked.parked_at <= ? LIMIT ?`,
    [graceEnd, BATCH],
  );
  if (candidates.length === 0) return 0;
  const ids = candidates.map(({ order_id }) => order_id);
  return deps.database.transaction((tx) => end(tx, deps, ids, now, graceEnd));
}

async function end(tx: Tx, deps: SweepParkedDeps, ids: OrderId[], now: Date, graceEnd: Date): Promise<number> {
  const found = await lockOrders(tx, ids);
  const parked = await lockParkedResults(tx, ids);
  const ripe = parked.filter(({ result, parkedAt }) => found.has(result.orderId) || parkedAt <= graceEnd);
  const joined = decideResults(
    found,
    ripe.filter(({ result }) => found.has(result.orderId)),
    now,
  );
  const orphans = ripe.filter(({ result }) => !found.has(result.orderId));
  await applyDecisions(tx, deps.outbox, joined, now);
  const releases = orphans
    .filter(({ result }) => result.outcome === 'RESERVED')
    .map(({ result }) => releasedEvent(result.orderId, 0, 'TIMED_OUT', now, undefined));
  if (releases.length > 0) await deps.outbox.record(tx, releases);
  await removeParkedResults(
    tx,
    ripe.map(({ result }) => result.orderId),
  );
  tx.onCommit(() => report(deps, joined, orphans));
  return ripe.length;
}

function report(
  { metrics, logger }: SweepParkedDeps,
  joined: readonly DecidedResult[],
  orphans: readonly ParkedResult[],
) {
  for (const { decision, result } of joined) {
    metrics.parkedResults.inc({ end: decision.kind === 'invalid' ? 'invalid' : 'joined' });
    if (decision.kind === 'invalid') {
      logger.error(
        { orderId: result.orderId, reason: decision.reason },
        'a parked stock result does not fit its order',
      );
    }
  }
  for (const { result } of orphans) {
    metrics.parkedResults.inc({ end: 'compensated' });
    logger.warn({ orderId: result.orderId, outcome: result.outcome }, 'the order of a parked stock result never came');
  }
}
