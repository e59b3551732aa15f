import type { OrderId, StockResult } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { lockOrders } from '../db/load-orders.ts';
import { addCheck } from '../db/order-checks.ts';
import type { OrderWithLines, PendingOrder } from '../order/order.ts';
import { releasedEvent, requestEnded, requestedEvent, updatedEvent } from '../order/order-events.ts';
import { type Decision, reject } from '../settle-order/decide/decide-settlement.ts';
import { writeSettlements } from '../settle-order/row-store.ts';
import { applyDecisions, decideResults } from '../settle-order/settle-orders.ts';

export interface SettleOverdueDeps {
  readonly database: Database;
  readonly outbox: Outbox;
}

/** Finalises an order from what the item service says it decided, exactly as if the result had come as an event. */
export function finalizeOverdue(deps: SettleOverdueDeps, result: StockResult, now: Date): Promise<Decision['kind']> {
  return deps.database.transaction(async (tx) => {
    const decided = decideResults(await lockOrders(tx, [result.orderId]), [{ result }], now);
    await applyDecisions(tx, deps.outbox, decided, now);
    return decided[0]?.decision.kind ?? 'nothing';
  });
}

/** Asks for the stock of an order once more; false when it is final by now or somebody has asked again before. */
export function requestAgain(deps: SettleOverdueDeps, id: OrderId, dueAt: Date, now: Date): Promise<boolean> {
  return deps.database.transaction(async (tx) => {
    const { affectedRows } = await tx.run(
      `UPDATE orders SET requested_again_at = ?, due_at = ?
       WHERE id = ? AND status = 'PENDING' AND requested_again_at IS NULL`,
      [now, dueAt, id],
    );
    if (affectedRows === 0) return false;
    await addCheck(tx, [id], dueAt);
    const pending = await lockPending(tx, id);
    const [stored] = await tx.rows<{ input_hash: string }>('SELECT input_hash FROM orders WHERE id = ?', [id]);
    if (pending === null || stored === undefined) throw new Error(`Order ${id} changed under its own lock`);
    await deps.outbox.record(tx, [requestedEvent(pending, stored.input_hash, true, undefined)]);
    return true;
  });
}

/** Gives an order up: REJECTED, and whatever is or will be reserved for it goes back. False when it is final by now. */
export function timeOut(deps: SettleOverdueDeps, id: OrderId, now: Date): Promise<boolean> {
  return deps.database.transaction(async (tx) => {
    const pending = await lockPending(tx, id);
    if (pending === null) return false;
    const rejected = {
      order: reject(pending.order, { reason: 'TIMED_OUT', itemIds: [] }, now),
      lines: pending.lines,
    };
    await writeSettlements(tx, [rejected]);
    await deps.outbox.record(tx, [
      updatedEvent(rejected, undefined),
      requestEnded(rejected),
      releasedEvent(id, rejected.order.version, 'TIMED_OUT', now, undefined),
    ]);
    return true;
  });
}

async function lockPending(tx: Tx, id: OrderId): Promise<OrderWithLines<PendingOrder> | null> {
  const found = (await lockOrders(tx, [id])).get(id);
  if (found === undefined || found.order.status !== 'PENDING') return null;
  return { order: found.order, lines: found.lines };
}

/** Leaves a PENDING order until `dueAt`. */
export async function lookAgainAt(deps: SettleOverdueDeps, id: OrderId, dueAt: Date): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const update = `UPDATE orders SET due_at = ? WHERE id = ? AND status = 'PENDING'`;
    const { affectedRows } = await tx.run(update, [dueAt, id]);
    if (affectedRows > 0) await addCheck(tx, [id], dueAt);
  });
}
