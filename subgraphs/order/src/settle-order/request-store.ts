import type { OrderId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { orders } from '../db/schema.ts';
import { storeLines } from '../db/stored-lines.ts';
import type { RequestedOrder } from '../order/requested-order.ts';
import type { Settlement } from './decide/decide-settlement.ts';

const COLUMNS = columnsOf(
  orders,
  'id',
  'userId',
  'status',
  'version',
  'inputHash',
  'insertedBy',
  'lineItems',
  'title',
  'totalAmount',
  'currency',
  'placedAt',
  'settledAt',
  'rejectionReason',
  'rejectedItems',
);

/** Inserts the settlements of orders that have no row. */
export async function insertSettlements(
  tx: Tx,
  settlements: readonly Settlement[],
  requested: ReadonlyMap<OrderId, RequestedOrder>,
): Promise<void> {
  const fresh = settlements
    .filter(({ order }) => requested.has(order.id))
    .sort((left, right) => (left.order.id < right.order.id ? -1 : 1));
  if (fresh.length === 0) return;
  await tx.run(`INSERT INTO orders (${COLUMNS}) VALUES ?`, [
    fresh.map(({ order, lines }) => [
      order.id,
      order.userId,
      order.status,
      order.version,
      requested.get(order.id)?.inputHash,
      // No insertion of the outbox engine: to a repeat that comes there, the order is not new.
      order.id,
      storeLines(lines),
      order.title,
      order.total?.amount ?? null,
      order.total?.currency ?? null,
      order.placedAt,
      order.settledAt,
      order.rejection?.reason ?? null,
      order.rejection === null ? null : JSON.stringify(order.rejection.itemIds),
    ]),
  ]);
}
