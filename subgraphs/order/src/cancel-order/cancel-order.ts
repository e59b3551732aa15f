import { hashInput, type OrderId, type UserId } from '@rushgraph/contracts';
import { type Database, once, type Tx } from '@rushgraph/database';
import { and, defineWrite, eq, given, inArray, sql } from '@rushgraph/database/query';
import type { Outbox } from '@rushgraph/messaging';
import { z } from 'zod';
import { loadLines, loadOrders } from '../db/load-orders.ts';
import { orders } from '../db/schema.ts';
import type { Cancellation, CancellationOutcome } from '../order/cancellation.ts';
import { releasedEvent, updatedEvent } from '../order/order-events.ts';
import type { OrderReader } from '../order/order-reader.ts';
import { orderStatuses, statesBefore } from '../order/order-state.ts';

const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('not-cancellable'), status: z.enum(orderStatuses) }),
]);
type Ending = z.infer<typeof ending>;

/** The guard: only an order of this customer, in a state from which it may be cancelled. */
const moveToCancelled = defineWrite(
  { orderId: given<OrderId>(), userId: given<UserId>() },
  (builder, { orderId, userId }) =>
    builder
      .update(orders)
      .set({ status: 'CANCELLED', version: sql`${orders.version} + 1` })
      .where(and(eq(orders.id, orderId), eq(orders.userId, userId), inArray(orders.status, statesBefore('CANCELLED')))),
);

export interface CancelOrderDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** Knows the orders that have no row yet. */
  readonly reader: Pick<OrderReader, 'orders'>;
}

/** Cancels a customer's own CONFIRMED order and gives its stock back; the same key is the same cancellation. */
export async function cancelOrder(deps: CancelOrderDeps, cancellation: Cancellation): Promise<CancellationOutcome> {
  const outcome = await cancelRow(deps, cancellation);
  if (outcome.kind !== 'not-found') return outcome;
  const { orderId, userId } = cancellation;
  const pending = (await deps.reader.orders([orderId])).get(orderId);
  return pending?.userId === userId ? { kind: 'not-cancellable', status: pending.status } : outcome;
}

function cancelRow(deps: CancelOrderDeps, cancellation: Cancellation): Promise<CancellationOutcome> {
  const { orderId, userId, idempotencyKey } = cancellation;
  return deps.database.transaction(async (tx) => {
    const now = deps.now();
    await tx.run('SAVEPOINT before_cancellation');
    const key = { scope: 'cancelOrder', actor: userId, key: idempotencyKey, inputHash: hashInput({ orderId }), now };
    const answer = await once(tx, key, ending.parse, () => cancelGuarded(tx, deps.outbox, cancellation, now));
    if (answer.kind === 'reused') return { kind: 'key-reused' };
    const { result } = answer;
    if (result.kind !== 'cancelled') {
      // A refusal did nothing, so it must not use the key up: the order may be cancellable in a moment.
      await tx.run('ROLLBACK TO SAVEPOINT before_cancellation');
      return result;
    }
    const order = (await loadOrders(tx, [orderId])).get(orderId);
    if (order === undefined) throw new Error(`Order ${orderId} is not there after its cancellation`);
    return { kind: 'cancelled', order };
  });
}

async function cancelGuarded(tx: Tx, outbox: Outbox, cancellation: Cancellation, now: Date): Promise<Ending> {
  const { orderId, userId, traceparent } = cancellation;
  const { affectedRows } = await moveToCancelled(tx, { orderId, userId });
  const order = (await loadOrders(tx, [orderId])).get(orderId);
  if (order === undefined || order.userId !== userId) return { kind: 'not-found' };
  if (affectedRows === 0) return { kind: 'not-cancellable', status: order.status };
  const lines = (await loadLines(tx, [orderId])).get(orderId) ?? [];
  await outbox.record(tx, [
    updatedEvent({ order, lines }, traceparent),
    releasedEvent(orderId, order.version, 'CANCELLED', now, traceparent),
  ]);
  return { kind: 'cancelled' };
}
