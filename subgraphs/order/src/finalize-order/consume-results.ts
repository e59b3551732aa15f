import type { StockResult } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { type Batch, InvalidEvent, type Outbox } from '@rushgraph/messaging';
import { lockOrders } from '../db/load-orders.ts';
import type { OrderMetrics } from '../order-metrics.ts';
import { applyDecisions, decideResults } from '../settle-order/settle-results.ts';

export interface ConsumeResultsDeps {
  readonly outbox: Outbox;
  readonly now: () => Date;
  readonly metrics: OrderMetrics;
}

/** Finalises the orders that a batch of stock results is about, all in the transaction that moves the offset. */
export function createResultHandler({ outbox, now, metrics }: ConsumeResultsDeps) {
  return async (batch: Batch<StockResult>, tx: Tx): Promise<void> => {
    const arrived = batch.records.flatMap((record) => {
      if (record.data === null) throw new InvalidEvent(record, 'a stock result has a value');
      return [{ record, result: record.data, traceparent: record.metadata.traceparent }];
    });
    const found = await lockOrders(
      tx,
      arrived.map(({ result }) => result.orderId),
    );
    const at = now();
    const decided = decideResults(found, arrived, at);
    for (const [index, { decision }] of decided.entries()) {
      const record = arrived[index]?.record;
      if (decision.kind === 'invalid' && record !== undefined) throw new InvalidEvent(record, decision.reason);
    }
    await applyDecisions(tx, outbox, decided, at);
    tx.onCommit(() => {
      for (const { decision } of decided) metrics.results.inc({ decision: decision.kind });
    });
  };
}
