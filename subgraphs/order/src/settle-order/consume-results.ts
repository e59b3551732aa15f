import type { OrderRequested, StockResult } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { type Batch, type ConsumedRecord, InvalidEvent } from '@rushgraph/messaging';
import type { Lookup } from '@rushgraph/streams';
import type { OrderMetrics } from '../order-metrics.ts';
import type { DecidedFact } from './decide/decide-facts.ts';
import { noRequests, readOrders, takeFromTable } from './find-orders.ts';
import { AlreadySettled } from './row-store.ts';
import { type SettleOrdersDeps, settleOrders } from './settle-orders.ts';

export interface ConsumeResultsDeps extends SettleOrdersDeps {
  readonly now: () => Date;
  readonly metrics: OrderMetrics;
  /**
   * For how many batches the orders are read from the database, at first and after one that was not as the table had it:
   * repeats come together, when a consumer begins again. Reading 250 orders made a batch take 85 ms instead of 61 on a
   * busy computer, so that twenty batches too many cost less than one that is done again. Default 20.
   */
  readonly recheckBatches?: number;
}

type Results = Pick<Batch<StockResult>, 'records'>;

/**
 * Settles the orders that a batch of stock results is about, all in the transaction that moves the offset. What is in
 * the table of requested orders is pending, unless a tombstone is on its way; so nothing is read, and guarded writes
 * find out. When one does, the batch is done again with the rows.
 */
export function createResultHandler(deps: ConsumeResultsDeps) {
  const { recheckBatches = 20 } = deps;
  let rechecks = recheckBatches;
  return async (batch: Results, tx: Tx, lookup = noRequests): Promise<void> => {
    if (rechecks > 0) {
      rechecks--;
      return settle(batch, tx, lookup, readOrders, deps);
    }
    try {
      await settle(batch, tx, lookup, takeFromTable, deps);
    } catch (error) {
      if (!(error instanceof AlreadySettled || error instanceof TryAgain || error instanceof InvalidEvent)) throw error;
      rechecks = Math.max(recheckBatches, 1);
      throw new TryAgain('an order differs from its row in the table', { cause: error });
    }
  };
}

async function settle(
  { records }: Results,
  tx: Tx,
  lookup: Lookup<OrderRequested>,
  find: typeof readOrders,
  deps: ConsumeResultsDeps,
): Promise<void> {
  const facts = records.map((record) => ({
    kind: 'stock-result' as const,
    result: resultOf(record),
    traceparent: record.metadata.traceparent,
  }));
  const ids = facts.map(({ result }) => result.orderId);
  const known = await find(tx, ids, lookup);
  const decided = await settleOrders(tx, deps, known, facts, deps.now(), (all) => refuseMisfits(records, all));
  tx.onCommit(() => {
    for (const { decision } of decided) deps.metrics.results.inc({ decision: decision.kind });
  });
}

function resultOf(record: ConsumedRecord<StockResult>): StockResult {
  if (record.data === null) throw new InvalidEvent(record, 'a stock result has a value');
  return record.data;
}

function refuseMisfits(records: Results['records'], decided: readonly DecidedFact[]): void {
  for (const [index, { decision }] of decided.entries()) {
    const record = records[index];
    if (decision.kind === 'invalid' && record !== undefined) throw new InvalidEvent(record, decision.reason);
  }
}
