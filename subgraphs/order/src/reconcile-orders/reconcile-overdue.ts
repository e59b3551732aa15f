import type { OrderId } from '@rushgraph/contracts';
import type { Logger } from 'pino';
import type { OrderMetrics } from '../order-metrics.ts';
import type { Fact } from '../settle-order/decide/decide-settlement.ts';
import { type SettleOrderDeps, settleOrder } from '../settle-order/settle-order.ts';
import { decideOverdue, type ReconciliationTimings, type Reservation } from './decide-overdue.ts';
import { loadOldestUnsent, unlessUnsent } from './oldest-unsent.ts';
import type { OverdueOrder, OverdueOrders } from './overdue-orders.ts';

export interface ReconciliationSettings extends ReconciliationTimings {
  /** How long a claimed order stays with who claimed it; longer than asking the item service may take. */
  readonly leaseMs: number;
  /** Orders taken on at a time, and asked about at the same time. */
  readonly batchSize: number;
}

export interface ReconcileDeps extends SettleOrderDeps {
  /** Asks the item service what it decided; must answer within a bound and never throw for its absence. */
  readonly fetchReservation: (orderId: OrderId) => Promise<Reservation>;
  readonly now: () => Date;
  readonly settings: ReconciliationSettings;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
}

interface ReconciledOrders {
  /** How many orders were taken on. */
  readonly claimed: number;
  /** Whether to go on at once: more may be due, and the item service answers. */
  readonly goOn: boolean;
}

/** Looks after the orders that are overdue now, as many as one batch holds, wherever they wait. */
export async function reconcileOverdue<Some extends OverdueOrder>(
  deps: ReconcileDeps,
  orders: OverdueOrders<Some>,
): Promise<ReconciledOrders> {
  const { claimed, more } = await orders.claim(deps.now());
  const oldestUnsent = claimed.length > 0 ? await loadOldestUnsent(deps.database) : null;
  const ended = await Promise.allSettled(claimed.map((order) => reconcile(deps, orders, order, oldestUnsent)));
  // One that failed stays claimed until its lease ends and is then tried again.
  const failures = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} overdue orders could not be reconciled`);
  }
  const unanswered = ended.flatMap((one) =>
    one.status === 'fulfilled' && one.value.kind === 'unavailable' ? [one.value.cause] : [],
  );
  if (unanswered.length > 0) {
    deps.logger.warn({ err: unanswered[0], orders: unanswered.length }, 'could not ask the item service');
  }
  return { claimed: claimed.length, goOn: more && unanswered.length === 0 };
}

async function reconcile<Some extends OverdueOrder>(
  deps: ReconcileDeps,
  orders: OverdueOrders<Some>,
  order: Some,
  oldestUnsent: Date | null,
): Promise<Reservation> {
  const reservation = unlessUnsent(await deps.fetchReservation(order.id), order, oldestUnsent);
  const now = deps.now();
  const settle = (fact: Fact) => settleOrder(deps, orders.lookup, fact, now);
  let decision = decideOverdue(order, reservation, now, deps.settings);
  if (decision.kind === 'settle' && (await settle({ kind: 'stock-result', result: decision.result })) === 'invalid') {
    deps.logger.error({ orderId: order.id }, 'the reservation does not fit the order');
    decision = decideOverdue(order, { kind: 'untrusted' }, now, deps.settings);
  }
  switch (decision.kind) {
    case 'settle':
      break;
    case 'request-again':
      await orders.requestAgain(order, decision.dueAt, now);
      break;
    case 'wait':
      await orders.leaveUntil(order, decision.dueAt);
      break;
    case 'give-up':
      if ((await settle({ kind: 'given-up', orderId: order.id })) === 'settle')
        deps.logger.warn({ orderId: order.id, reservation: reservation.kind }, 'an order timed out');
      break;
  }
  deps.metrics.reconciliations.inc({ action: decision.kind });
  return reservation;
}
