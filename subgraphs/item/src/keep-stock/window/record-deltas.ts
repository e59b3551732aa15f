import {
  type ItemId,
  type OrderId,
  type StockDeltaCause,
  stockDelta,
  stockDeltaId,
  timestampOf,
} from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { event, type Outbox } from '@rushgraph/messaging';

export interface Delta {
  readonly itemId: ItemId;
  readonly orderId: OrderId;
  readonly cause: StockDeltaCause;
  /** Signed: negative when stock is taken. */
  readonly quantity: number;
}

/** Records what a gate has decided, and tells the windows, which will change the stock. */
export async function recordDeltas(tx: Tx, outbox: Outbox, deltas: readonly Delta[], now: Date): Promise<void> {
  if (deltas.length === 0) return;
  const sorted = [...deltas].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  await tx.run('INSERT INTO stock_delta (item_id, order_id, cause, quantity, decided_at) VALUES ?', [
    sorted.map(({ itemId, orderId, cause, quantity }) => [itemId, orderId, cause, quantity, now]),
  ]);
  await outbox.record(
    tx,
    deltas.map((delta) =>
      event(
        stockDelta,
        { ...delta, deltaId: stockDeltaId(delta.orderId, delta.cause), decidedAt: timestampOf(now) },
        { subject: delta.itemId, sequence: 1 },
      ),
    ),
  );
}

function keyOf({ itemId, orderId, cause }: Delta): string {
  return `${itemId}:${orderId}:${cause}`;
}
