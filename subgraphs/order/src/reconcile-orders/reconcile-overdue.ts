import type { OrderId } from '@rushgraph/contracts';
import type { Logger } from 'pino';
import type { OrderMetrics } from '../order-metrics.ts';
import { type ClaimedOrder, claimOverdue } from './claim-overdue.ts';
import { decideReconciliation, type ReconciliationTimings, type Reservation } from './decide-overdue.ts';
import { loadOldestUnsent, unlessUnsent } from './oldest-unsent.ts';
import { finalizeOverdue, lookAgainAt, requestAgain, type SettleOverdueDeps, timeOut } from './overdue-rows.ts';

export interface ReconciliationSettings extends ReconciliationTimings {
  /** How long a claimed order stays with who claimed it; longer than asking the item service may take. */
  readonly leaseMs: number;
  /** Orders taken on at a time, and asked about at the same time. */
  readonly batchSize: number;
}

export interface ReconcileDeps extends SettleOverdueDeps {
  /** Asks the item service what it decided; must answer within a bound and never throw for its absence. */
  readonly fetchReservation: (orderId: OrderId) => Promise<Reservation>;
  readonly now: () => Date;
  readonly settings: ReconciliationSettings;
  readonly logger: Logger;
  readonly metrics: OrderMetrics;
}

export interface ReconciledOrders {
  /** How many orders were taken on. */
  readonly claimed: number;
  /** Whether to go on at once: more may be due, and the item service answers. */
  readonly goOn: boolean;
}

/** Looks after the orders that are overdue now, as many as one batch holds. */
export async function reconcileOverdue(deps: ReconcileDeps): Promise<ReconciledOrders> {
  const { batchSize, leaseMs } = deps.settings;
  const { claimed, more } = await claimOverdue(deps.database, deps.now(), leaseMs, batchSize);
  const oldestUnsent = claimed.length > 0 ? await loadOldestUnsent(deps.database) : null;
  const ended = await Promise.allSettled(claimed.map((order) => reconcile(deps, order, oldestUnsent)));
  // One that failed stays claimed until its lease ends and is then tried again.
  const failures = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} overdue orders could not be looked after`);
  }
  const unanswered = ended.flatMap((one) =>
    one.status === 'fulfilled' && one.value.kind === 'unavailable' ? [one.value.cause] : [],
  );
  if (unanswered.length > 0) {
    deps.logger.warn({ err: unanswered[0], orders: unanswered.length }, 'the item service could not be asked');
  }
  return { claimed: claimed.length, goOn: more && unanswered.length === 0 };
}

async function reconcile(deps: ReconcileDeps, order: ClaimedOrder, oldestUnsent: Date | null): Promise<Reservation> {
  const reservation = unlessUnsent(await deps.fetchReservation(order.id), order, oldestUnsent);
  const now = deps.now();
  const decision = decideReconciliation(order, reservation, now, deps.settings);
  switch (decision.kind) {
    case 'finalize': {
      const outcome = await finalizeOverdue(deps, decision.result, now);
      if (outcome === 'invalid') await distrust(deps, order, now);
      break;
    }
    case 'request-again':
      await requestAgain(deps, order.id, decision.dueAt, now);
      break;
    case 'wait':
      await lookAgainAt(deps, order.id, decision.dueAt);
      break;
    case 'time-out':
      if (await timeOut(deps, order.id, now))
        deps.logger.warn({ orderId: order.id, reservation: reservation.kind }, 'order timed out');
      break;
  }
  deps.metrics.reconciliations.inc({ action: decision.kind });
  return reservation;
}

/** An answer that does not fit the order is no answer. */
async function distrust(deps: ReconcileDeps, order: ClaimedOrder, now: Date): Promise<void> {
  deps.logger.error({ orderId: order.id }, 'the reservation does not fit the order');
  const decision = decideReconciliation(order, { kind: 'untrusted' }, now, deps.settings);
  if (decision.kind === 'time-out') await timeOut(deps, order.id, now);
  if (decision.kind === 'wait') await lookAgainAt(deps, order.id, decision.dueAt);
}
