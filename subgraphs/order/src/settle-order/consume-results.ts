import type { OrderRequested, StockResult } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { type Batch, type ConsumedRecord, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import type { Lookup } from '@rushgraph/streams';
import type { OrderMetrics } from '../order-metrics.ts';
import type { DecidedResult } from './decided-result.ts';
import { readOrders, takeFromTable } from './find-orders.ts';
import { endLeftovers, type OnSettled, settledRequests } from './request-store.ts';
import { AlreadySettled } from './row-store.ts';
import { applyDecisions, decideResults } from './settle-orders.ts';

export interface ConsumeResultsDeps {
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly metrics: OrderMetrics;
  /** Told, after the commit, of orders that had no row until then. */
  readonly onSettled?: OnSettled;
  /**
   * For how many batches the orders are read from the database, at first and after one that was not as the table had it:
   * repeats come together, when a consumer begins again. Default 20.
   */
  readonly waryBatches?: number;
}

type Results = Pick<Batch<StockResult>, 'records'>;

const noTable: Lookup<OrderRequested> = () => undefined;

/**
 * Finalises the orders that a batch of stock results is about, all in the transaction that moves the offset. What is in
 * the table of requested orders is pending, unless a tombstone is on its way; so nothing is read, and guarded writes
 * find out. When one does, the batch is done again with the rows.
 */
export function createResultHandler(deps: ConsumeResultsDeps) {
  const { waryBatches = 20 } = deps;
  let wary = waryBatches;
  return async (batch: Results, tx: Tx, lookup = noTable): Promise<void> => {
    if (wary > 0) {
      wary--;
      return finalize(batch, tx, lookup, readOrders, deps);
    }
    try {
      await finalize(batch, tx, lookup, takeFromTable, deps);
    } catch (error) {
      if (!(error instanceof AlreadySettled || error instanceof TryAgain || error instanceof InvalidEvent)) throw error;
      wary = Math.max(waryBatches, 1);
      throw new TryAgain('an order is not as the table has it', { cause: error });
    }
  };
}

async function finalize(
  { records }: Results,
  tx: Tx,
  lookup: Lookup<OrderRequested>,
  find: typeof readOrders,
  { outbox, now, metrics, onSettled }: ConsumeResultsDeps,
): Promise<void> {
  const arrived = records.map((record) => ({
    record,
    result: resultOf(record),
    traceparent: record.metadata.traceparent,
  }));
  const { found, requested } = await find(
    tx,
    arrived.map(({ result }) => result.orderId),
    lookup,
  );
  const at = now();
  const decided = decideResults(new Map([...found, ...requested]), arrived, at);
  refuseMisfits(records, decided);
  await applyDecisions(tx, outbox, decided, at, requested);
  await endLeftovers(tx, outbox, found, decided, lookup);
  tx.onCommit(() => {
    for (const { decision } of decided) metrics.results.inc({ decision: decision.kind });
    onSettled?.(settledRequests(decided, requested));
  });
}

function resultOf(record: ConsumedRecord<StockResult>): StockResult {
  if (record.data === null) throw new InvalidEvent(record, 'a stock result has a value');
  return record.data;
}

function refuseMisfits(records: Results['records'], decided: readonly DecidedResult[]): void {
  for (const [index, { decision }] of decided.entries()) {
    const record = records[index];
    if (decision.kind === 'invalid' && record !== undefined) throw new InvalidEvent(record, decision.reason);
  }
}
