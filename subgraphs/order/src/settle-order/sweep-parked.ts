import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import { defineQuery, eq, given, gt, lte } from '@rushgraph/database/query';
import type { Lookup } from '@rushgraph/streams';
import type { Logger } from 'pino';
import { orders, parkedResult } from '../db/schema.ts';
import { releasedEvent } from '../order/order-events.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import type { DecidedFact } from './decide/decide-facts.ts';
import { noRequests, readOrders } from './find-orders.ts';
import { lockParkedResults, type ParkedResult, removeParkedResults } from './parked-results.ts';
import { type SettleOrdersDeps, settleOrders } from './settle-orders.ts';
import { togetherOrApart } from './together-or-apart.ts';

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

const findOld = defineQuery({ graceEnd: given<Date>() }, (builder, { graceEnd }) =>
  builder
    .select({ orderId: parkedResult.orderId })
    .from(parkedResult)
    .where(lte(parkedResult.parkedAt, graceEnd))
    .orderBy(parkedResult.parkedAt)
    .limit(BATCH),
);
const findNext = defineQuery({ after: given<string>() }, (builder, { after }) =>
  builder
    .select({ orderId: parkedResult.orderId, rowId: orders.id })
    .from(parkedResult)
    .leftJoin(orders, eq(orders.id, parkedResult.orderId))
    .where(gt(parkedResult.orderId, after))
    .orderBy(parkedResult.orderId)
    .limit(BATCH),
);

/**
 * Joins parked results whose order has arrived, and compensates those that waited in vain; each call answers how many it
 * ended. It looks at the oldest ones and at some more, going on where the call before has ended, so that its work does not
 * grow with what is parked.
 */
export function createSweepParked(deps: SweepParkedDeps): () => Promise<number> {
  const { database, lookup = noRequests } = deps;
  let last = '';

  /** Those of the next rows whose order is known. */
  async function findArrived(): Promise<OrderId[]> {
    const rows = await findNext(database, { after: last });
    last = (rows.length === BATCH && rows.at(-1)?.orderId) || '';
    return rows.flatMap(({ orderId, rowId }) => (rowId !== null || lookup(orderId) !== undefined ? [orderId] : []));
  }

  return async () => {
    const now = deps.now();
    const graceEnd = new Date(now.getTime() - deps.graceMs);
    const old = await findOld(database, { graceEnd });
    const ids = [...new Set([...old.map(({ orderId }) => orderId), ...(await findArrived())])];
    const endSome = (some: readonly OrderId[]) => database.transaction((tx) => end(tx, deps, some, now, graceEnd));
    return togetherOrApart(ids, endSome, (orderId, error) =>
      deps.logger.error({ err: error, orderId }, 'could not join a parked stock result with its order'),
    );
  };
}

async function end(tx: Tx, deps: SweepParkedDeps, ids: readonly OrderId[], now: Date, graceEnd: Date): Promise<number> {
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
    logger.warn(
      { orderId: result.orderId, outcome: result.outcome },
      'gave up a parked stock result because its order never arrived',
    );
  }
}
