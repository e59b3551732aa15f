import type { OrderId, OrderRequested, UserId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Lookup } from '@rushgraph/streams';
import { storeLines } from '../db/stored-lines.ts';
import { type OrderWithLines, type PendingOrder, pendingOrder, unsoldLines } from '../order/order.ts';
import { requestEnded } from '../order/order-events.ts';
import type { Settlement } from './decide/decide-settlement.ts';
import type { DecidedResult } from './decided-result.ts';

/** An order as it was requested in Kafka. */
export interface RequestedOrder extends OrderWithLines<PendingOrder> {
  readonly inputHash: string;
  /** It had its row when it was requested. Kafka alone has others, until they are settled or placed by a fallback. */
  readonly isStored: boolean;
}

export type OnSettled = (orders: readonly { readonly id: OrderId; readonly userId: UserId }[]) => void;

/** The order that was requested. */
export function requestedOrder(data: OrderRequested): RequestedOrder {
  return {
    inputHash: data.inputHash,
    isStored: data.stored ?? false,
    order: pendingOrder({ id: data.orderId, userId: data.userId, placedAt: new Date(data.requestedAt) }),
    lines: unsoldLines(data.lines),
  };
}

/** Those of the orders that are in the table of pending ones. */
export function findRequested(ids: readonly OrderId[], lookup: Lookup<OrderRequested>): Map<OrderId, RequestedOrder> {
  return new Map(
    ids.flatMap((id) => {
      const data = lookup(id);
      return data === undefined ? [] : [[id, requestedOrder(data)]];
    }),
  );
}

/** The orders that got their row with this. */
export function settledRequests(
  decided: readonly DecidedResult[],
  requested: ReadonlyMap<OrderId, RequestedOrder>,
): PendingOrder[] {
  return decided.flatMap(({ decision, result }) => {
    const found = requested.get(result.orderId);
    return decision.kind === 'settle' && found !== undefined ? [found.order] : [];
  });
}

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
  await tx.run(
    `INSERT INTO orders (id, user_id, status, version, input_hash, inserted_by, line_items, title, total_amount,
         currency, placed_at, settled_at, rejection_reason, rejected_items) VALUES ?`,
    [
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
    ],
  );
}

/** A final order that is in the table (again, when a repeat was published late) is taken out of it (again). */
export async function endLeftovers(
  tx: Tx,
  outbox: Outbox,
  found: ReadonlyMap<OrderId, OrderWithLines>,
  decided: readonly DecidedResult[],
  lookup: Lookup<OrderRequested>,
): Promise<void> {
  const leftovers = decided.flatMap(({ decision, result }) => {
    const order = found.get(result.orderId);
    const isOver =
      (decision.kind === 'nothing' || decision.kind === 'release') &&
      order !== undefined &&
      order.order.status !== 'PENDING';
    return isOver && lookup(result.orderId) !== undefined ? [requestEnded(order)] : [];
  });
  if (leftovers.length > 0) await outbox.record(tx, leftovers);
}
