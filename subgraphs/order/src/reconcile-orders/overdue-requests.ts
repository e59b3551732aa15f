import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Table } from '@rushgraph/streams';
import { loadOrders, lockOrders } from '../db/load-orders.ts';
import { releasedEvent, requestEnded, requestedEvent, updatedEvent } from '../order/order-events.ts';
import { reject } from '../settle-order/decide/decide-settlement.ts';
import {
  insertSettlements,
  type OnSettled,
  type RequestedOrder,
  requestedOrder,
} from '../settle-order/request-store.ts';
import { applyDecisions, decideResults } from '../settle-order/settle-orders.ts';
import { decideReconciliation } from './decide-overdue.ts';
import { loadOldestUnsent, unlessUnsent } from './oldest-unsent.ts';
import type { ReconcileDeps } from './reconcile-overdue.ts';

export interface ReconcileRequestedDeps extends ReconcileDeps {
  readonly table: Pick<Table<OrderRequested>, 'partitions' | 'rows'>;
  readonly onSettled?: OnSettled;
}

interface Attention {
  dueAt: number;
  requestedAgainAt: Date | null;
}

/** Looks after orders that Kafka alone has; answers how many were overdue. */
export type ReconcileRequested = () => Promise<number>;

/**
 * The orders in the table of pending ones whose result is overdue get what overdue rows get. Each is looked after by the
 * owner of its partition, who remembers when to look again; a new owner begins anew, which asks once more at worst.
 */
export function createReconcileRequested(deps: ReconcileRequestedDeps): ReconcileRequested {
  let remembered = new Map<OrderId, Attention>();

  return async () => {
    const now = deps.now();
    const { overdue, kept } = findOverdue(deps, remembered, now);
    remembered = kept;
    if (overdue.length === 0) return 0;
    const rows = await loadOrders(
      deps.database,
      overdue.map(({ order }) => order.id),
    );
    const oldestUnsent = await loadOldestUnsent(deps.database);
    const ended = await Promise.allSettled(
      overdue.map(async (one) => {
        const attention = remembered.get(one.order.id);
        if (attention === undefined) return;
        // A row that is PENDING is looked after as a row; a final one left its request behind.
        const row = rows.get(one.order.id);
        if (row === undefined) await reconcile(deps, one, attention, oldestUnsent);
        else if (row.status !== 'PENDING') await endRequest(deps, one.order.id);
      }),
    );
    const failures = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} requested orders could not be looked after`);
    return overdue.length;
  };
}

/** The overdue orders, oldest first, marked so that they are not taken again before they are due again. */
function findOverdue(deps: ReconcileRequestedDeps, remembered: ReadonlyMap<OrderId, Attention>, now: Date) {
  const { checkAfterMs, leaseMs, batchSize } = deps.settings;
  const overdue: RequestedOrder[] = [];
  const kept = new Map<OrderId, Attention>();
  for (const partition of deps.table.partitions()) {
    for (const { value } of deps.table.rows(partition)) {
      // They came in the order of their age, so the rest is younger.
      if (now.getTime() - Date.parse(value.requestedAt) < checkAfterMs) break;
      const attention = remembered.get(value.orderId) ?? { dueAt: 0, requestedAgainAt: null };
      kept.set(value.orderId, attention);
      if (attention.dueAt > now.getTime() || overdue.length >= batchSize) continue;
      attention.dueAt = now.getTime() + leaseMs;
      overdue.push(requestedOrder(value));
    }
  }
  return { overdue, kept };
}

async function reconcile(
  deps: ReconcileRequestedDeps,
  one: RequestedOrder,
  attention: Attention,
  oldestUnsent: Date | null,
): Promise<void> {
  const { id, placedAt } = one.order;
  const order = { placedAt, requestedAgainAt: attention.requestedAgainAt };
  const reservation = unlessUnsent(await deps.fetchReservation(id), order, oldestUnsent);
  const now = deps.now();
  let decision = decideReconciliation(order, reservation, now, deps.settings);
  if (decision.kind === 'finalize' && !(await finalize(deps, one, decision.result, now))) {
    deps.logger.error({ orderId: id }, 'the reservation does not fit the order');
    decision = decideReconciliation(order, { kind: 'untrusted' }, now, deps.settings);
  }
  switch (decision.kind) {
    case 'finalize':
      break;
    case 'request-again':
      await deps.database.transaction((tx) =>
        deps.outbox.record(tx, [requestedEvent(one, one.inputHash, false, undefined)]),
      );
      attention.requestedAgainAt = now;
      attention.dueAt = decision.dueAt.getTime();
      break;
    case 'wait':
      attention.dueAt = decision.dueAt.getTime();
      break;
    case 'time-out':
      if (await timeOutRequested(deps, one, now))
        deps.logger.warn({ orderId: id, reservation: reservation.kind }, 'order timed out');
      break;
  }
  deps.metrics.reconciliations.inc({ action: decision.kind });
}

/** Settles the order from what the item service decided; false when that does not fit it. */
async function finalize(
  deps: ReconcileRequestedDeps,
  one: RequestedOrder,
  result: Parameters<typeof decideResults>[1][number]['result'],
  now: Date,
): Promise<boolean> {
  const kind = await deps.database.transaction(async (tx) => {
    const found = await lockOrders(tx, [one.order.id]);
    const requested = found.size === 0 ? new Map([[one.order.id, one]]) : new Map<OrderId, RequestedOrder>();
    const decided = decideResults(new Map([...found, ...requested]), [{ result }], now);
    await applyDecisions(tx, deps.outbox, decided, now, requested);
    return decided[0]?.decision.kind;
  });
  if (kind === 'settle') deps.onSettled?.([one.order]);
  return kind !== 'invalid';
}

/** Gives the order up; false when it has got a row. Whatever is or will be reserved for it goes back. */
export async function timeOutRequested(
  deps: Pick<ReconcileRequestedDeps, 'database' | 'outbox' | 'onSettled'>,
  one: RequestedOrder,
  now: Date,
): Promise<boolean> {
  const { id } = one.order;
  const isOver = await deps.database.transaction(async (tx) => {
    if ((await lockOrders(tx, [id])).size > 0) return false;
    const rejected = { order: reject(one.order, { reason: 'TIMED_OUT', itemIds: [] }, now), lines: one.lines };
    await insertSettlements(tx, [rejected], new Map([[id, one]]));
    await deps.outbox.record(tx, [
      updatedEvent(rejected, undefined),
      requestEnded(rejected),
      releasedEvent(id, rejected.order.version, 'TIMED_OUT', now, undefined),
    ]);
    return true;
  });
  if (isOver) deps.onSettled?.([one.order]);
  return isOver;
}

async function endRequest(deps: ReconcileRequestedDeps, id: OrderId): Promise<void> {
  const ended = await deps.database.transaction(async (tx) => {
    const found = (await lockOrders(tx, [id])).get(id);
    if (found === undefined || found.order.status === 'PENDING') return null;
    await deps.outbox.record(tx, [requestEnded(found)]);
    return found.order;
  });
  if (ended !== null) deps.onSettled?.([ended]);
}
