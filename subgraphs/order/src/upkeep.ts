import type { OrderRequested } from '@rushgraph/contracts';
import { forgetIdempotencyKeys } from '@rushgraph/database';
import type { Logger, RepeatOptions } from '@rushgraph/service';
import type { Lookup, Table } from '@rushgraph/streams';
import type { Redis } from 'ioredis';
import type { OrderMetrics } from './order-metrics.ts';
import type { PendingOrders } from './pending-orders/pending-orders.ts';
import { createRestorePending } from './pending-orders/restore-pending.ts';
import { createSweepPending } from './pending-orders/sweep-pending.ts';
import { overdueRequests } from './reconcile-orders/overdue-requests.ts';
import { overdueRows } from './reconcile-orders/overdue-rows.ts';
import {
  type ReconcileDeps,
  type ReconciliationSettings,
  reconcileOverdue,
} from './reconcile-orders/reconcile-overdue.ts';
import type { SettleOrderDeps } from './settle-order/settle-order.ts';
import { createSweepParked } from './settle-order/sweep-parked.ts';

export interface OrderUpkeepSettings {
  readonly instanceId: string;
  readonly reconciliation: ReconciliationSettings & { readonly everyMs: number };
  /** How long a stock result waits for its order. */
  readonly parkedGraceMs: number;
  /** How long the idempotency keys of cancellations are kept. */
  readonly keyDays: number;
}

export interface OrderUpkeepDeps extends SettleOrderDeps, Pick<ReconcileDeps, 'fetchReservation'> {
  /** Where orders of the streams engine are readable; left out where that engine is not in use. */
  readonly pending?: PendingOrders;
  /** What `pending` is kept in, when it is to be kept whole. */
  readonly redis?: Redis;
  readonly table: Table<OrderRequested>;
  readonly lookup: Lookup<OrderRequested>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly orderMetrics: OrderMetrics;
  readonly settings: OrderUpkeepSettings;
}

type Upkeep = Omit<RepeatOptions, 'logger'>;

/** A million keys of Redis are passed over in a quarter of an hour. */
const SWEEP_EVERY_MS = 1_000;

/** What is done again and again behind orders: overdue ones are looked after, and what is left over is swept. */
export function orderUpkeep(deps: OrderUpkeepDeps): readonly Upkeep[] {
  const { database, now, orderMetrics, settings } = deps;
  const { everyMs } = settings.reconciliation;
  const reconcileDeps = { ...deps, metrics: orderMetrics, settings: settings.reconciliation };
  const rows = overdueRows(reconcileDeps);
  const requests = overdueRequests(reconcileDeps);
  const sweepParked = createSweepParked({ ...deps, metrics: orderMetrics, graceMs: settings.parkedGraceMs });
  return [
    { name: 'reconcile orders', everyMs, work: async () => (await reconcileOverdue(reconcileDeps, rows)).goOn },
    {
      name: 'reconcile requested orders',
      everyMs,
      work: async () => (await reconcileOverdue(reconcileDeps, requests)).goOn,
    },
    { name: 'sweep parked results', everyMs, work: async () => (await sweepParked()) > 0 },
    forgetIdempotencyKeys(database, now, settings.keyDays),
    ...pendingUpkeep(deps),
  ];
}

/** What keeps the pending orders in Redis whole, and no more than these. */
function pendingUpkeep(deps: OrderUpkeepDeps): readonly Upkeep[] {
  const { redis, pending, settings } = deps;
  if (redis === undefined || pending === undefined) return [];
  const restorePending = createRestorePending({ ...deps, redis, pending, instanceId: settings.instanceId });
  const sweepPending = createSweepPending({ ...deps, redis, pending });
  return [
    {
      name: 'restore pending orders',
      everyMs: settings.reconciliation.everyMs,
      work: async () => (await restorePending()) > 0,
    },
    {
      name: 'sweep pending orders',
      everyMs: SWEEP_EVERY_MS,
      // At the same pace, whatever is found.
      async work() {
        await sweepPending();
        return false;
      },
    },
  ];
}
