import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Lookup } from '@rushgraph/streams';
import type { Logger } from 'pino';
import { lockOrders } from '../db/load-orders.ts';
import { releasedEvent } from '../order-events.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import type { DecidedResult } from './decided-result.ts';
import { lockParkedResults, type ParkedResult, removeParkedResults } from './parked-results.ts';
import { findRequested, type OnSettled, settledRequests } from './requested-orders.ts';
import { applyDecisions, decideResults } from './settle-results.ts';

export interface SweepParkedDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** How long a result waits for its order before its stock is given back. */
  readonly graceMs: number;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
  /** What this worker knows of the orders that have no row. */
  readonly lookup?: Lookup<OrderRequested>;
  readonly onSettled?: OnSettled;
}

const BATCH = 200;
const noRows: Lookup<OrderRequested> = () => undefined;

/** Joins parked results whose order has arrived, and compensates those that waited in vain; answers how many it ended. */
export async function sweepParked(deps: SweepParkedDeps): Promise<number> {
  const now = deps.now();
  const graceEnd = new Date(now.getTime() - deps.graceMs);
  const candidates = await deps.database.rows<Candidate>(
    `SELECT parked.order_id, orders.id IS NOT NULL OR parked.parked_at <= ? AS is_ripe
     FROM parked_result parked LEFT JOIN orders ON orders.id = parked.order_id ORDER BY is_ripe DESC LIMIT ?`,
    [graceEnd, BATCH],
  );
  const { lookup = noRows } = deps;
  const ids = candidates.flatMap(({ order_id, is_ripe }) =>
    is_ripe === 1 || lookup(order_id) !== undefined ? [order_id] : [],
  );
  if (ids.length === 0) return 0;
  return deps.database.transaction((tx) => end(tx, deps, ids, now, graceEnd));
}

interface Candidate {
  readonly order_id: OrderId;
  readonly is_ripe: 0 | 1;
}

async function end(tx: Tx, deps: SweepParkedDeps, ids: OrderId[], now: Date, graceEnd: Date): Promise<number> {
  const rows = await lockOrders(tx, ids);
  const requested = findRequested(
    ids.filter((id) => !rows.has(id)),
    deps.lookup ?? noRows,
  );
  const found = new Map([...rows, ...requested]);
  const parked = await lockParkedResults(tx, ids);
  const ripe = parked.filter(({ result, parkedAt }) => found.has(result.orderId) || parkedAt <= graceEnd);
  const joined = decideResults(
    found,
    ripe.filter(({ result }) => found.has(result.orderId)),
    now,
  );
  const orphans = ripe.filter(({ result }) => !found.has(result.orderId));
  await applyDecisions(tx, deps.outbox, joined, now, requested);
  const releases = orphans
    .filter(({ result }) => result.outcome === 'RESERVED')
    .map(({ result }) => releasedEvent(result.orderId, 0, 'TIMED_OUT', now, undefined));
  if (releases.length > 0) await deps.outbox.record(tx, releases);
  await removeParkedResults(
    tx,
    ripe.map(({ result }) => result.orderId),
  );
  tx.onCommit(() => {
    report(deps, joined, orphans);
    deps.onSettled?.(settledRequests(joined, requested));
  });
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
