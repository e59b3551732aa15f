import type { OrderRequested, StockResult } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { type Batch, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import type { Lookup } from '@rushgraph/streams';
import { lockOrders } from '../db/load-orders.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import { endLeftovers, findRequested, type OnSettled, settledRequests } from '../settle-order/requested-orders.ts';
import { applyDecisions, decideResults } from '../settle-order/settle-results.ts';

export interface ConsumeResultsDeps {
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly metrics: OrderMetrics;
  /** Told, after the commit, of orders that had no row until then. */
  readonly onSettled?: OnSettled;
}

const noRows: Lookup<OrderRequested> = () => undefined;

/**
 * Finalises the orders that a batch of stock results is about, all in the transaction that moves the offset. An order
 * is the row in MySQL, or while there is none what was requested in Kafka.
 */
export function createResultHandler({ outbox, now, metrics, onSettled }: ConsumeResultsDeps) {
  return async (batch: Pick<Batch<StockResult>, 'records'>, tx: Tx, lookup = noRows): Promise<void> => {
    const arrived = batch.records.flatMap((record) => {
      if (record.data === null) throw new InvalidEvent(record, 'a stock result has a value');
      return [{ record, result: record.data, traceparent: record.metadata.traceparent }];
    });
    const found = await lockOrders(
      tx,
      arrived.map(({ result }) => result.orderId),
    );
    const requested = findRequested(
      arrived.map(({ result }) => result.orderId).filter((id) => !found.has(id)),
      lookup,
    );
    const at = now();
    const decided = decideResults(new Map([...found, ...requested]), arrived, at);
    for (const [index, { decision }] of decided.entries()) {
      const record = arrived[index]?.record;
      if (decision.kind === 'invalid' && record !== undefined) throw new InvalidEvent(record, decision.reason);
    }
    await applyDecisions(tx, outbox, decided, at, requested);
    await endLeftovers(tx, outbox, found, decided, lookup);
    tx.onCommit(() => {
      for (const { decision } of decided) metrics.results.inc({ decision: decision.kind });
      onSettled?.(settledRequests(decided, requested));
    });
  };
}
