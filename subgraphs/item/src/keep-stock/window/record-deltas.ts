import {
  type ItemId,
  type OrderId,
  type StockDeltaCause,
  stockDelta,
  stockDeltaId,
  timestampOf,
} from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { event, type Outbox } from '@rushgraph/messaging';
import { stockDelta as stockDeltaTable } from '../../db/schema.ts';

const DELTA_COLUMNS = columnsOf(stockDeltaTable, 'itemId', 'orderId', 'cause', 'quantity', 'decidedAt');

export interface Delta {
  readonly itemId: ItemId;
  readonly orderId: OrderId;
  readonly cause: StockDeltaCause;
  /** Signed: negative when stock is taken. */
  readonly quantity: number;
}

/** Records what a gate has decided, and tells the windows, which will change the stock. */
export async function recordDeltas(tx: Tx, outbox: Outbox, taken: readonly Delta[], now: Date): Promise<void> {
  if (taken.length === 0) return;
  const sorted = [...taken].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  await tx.run(`INSERT INTO stock_delta (${DELTA_COLUMNS}) VALUES ?`, [
    sorted.map(({ itemId, orderId, cause, quantity }) => [itemId, orderId, cause, quantity, now]),
  ]);
  await outbox.record(
    tx,
    taken.map((delta) =>
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
