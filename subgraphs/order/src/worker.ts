import { type OrderId, orderRequested, stockResult, topics } from '@rushgraph/contracts';
import { type Database, forgetIdempotencyKeys } from '@rushgraph/database';
import { type createKafka, createRelay, type Outbox, partitionOf } from '@rushgraph/messaging';
import { type Metrics, type Repeated, runEvery } from '@rushgraph/service';
import { createTable, createTableJoin } from '@rushgraph/streams';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { OrderMetrics } from './order-metrics.ts';
import type { PendingOrders } from './pending-orders/pending-orders.ts';
import { createRestorePending } from './pending-orders/restore-pending.ts';
import { createSweepPending } from './pending-orders/sweep-pending.ts';
import { createReconcileRequested } from './reconcile-orders/overdue-requests.ts';
import {
  type ReconcileDeps,
  type ReconciliationSettings,
  reconcileOverdue,
} from './reconcile-orders/reconcile-overdue.ts';
import { createResultHandler } from './settle-order/consume-results.ts';
import type { OnSettled } from './settle-order/request-store.ts';
import { createSweepParked } from './settle-order/sweep-parked.ts';

export interface OrderWorkerSettings {
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly instanceId: string;
  /** How long Kafka waits for this consumer when it says nothing. Default: the consumer's own. */
  readonly sessionTimeoutMs?: number;
  /** How long buckets of the outbox stay with this relay when it dies. Default: the relay's own. */
  readonly leaseMs?: number;
  readonly reconciliation: ReconciliationSettings & { readonly everyMs: number };
  /** How long a stock result waits for its order. */
  readonly parkedGraceMs: number;
  /** How long the idempotency keys of cancellations are kept. */
  readonly keyDays: number;
}

export interface OrderWorkerDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  /** Where orders of the streams engine are readable; left out where that engine is not in use. */
  readonly pending?: PendingOrders;
  /** What `pending` is kept in, when it is to be kept whole. */
  readonly redis?: Redis;
  readonly kafka: ReturnType<typeof createKafka>;
  readonly fetchReservation: ReconcileDeps['fetchReservation'];
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly orderMetrics: OrderMetrics;
  readonly settings: OrderWorkerSettings;
  /** Called when consuming has ended for good: the process must not go on as if it worked. */
  readonly onFatal: (error: unknown) => void;
}

export interface OrderWorker {
  start(): Promise<void>;
  /** Stops taking events and overdue orders, finishing those under way. */
  stopConsuming(): Promise<void>;
  /** Publishes what is recorded, then stops. */
  stopRelay(): Promise<void>;
  ready(): boolean;
}

/** A million keys are passed over in a quarter of an hour. */
const SWEEP_EVERY_MS = 1_000;
const REQUEST_PARTITIONS = topics.find(({ name }) => name === orderRequested.topic)?.partitions ?? 1;

/** What happens to orders behind the API: results are consumed, events published, overdue orders looked after. */
export function createOrderWorker(deps: OrderWorkerDeps): OrderWorker {
  const { database, outbox, kafka, now, logger, metrics, orderMetrics, settings } = deps;
  const { topicPrefix, groupPrefix, instanceId, sessionTimeoutMs, leaseMs, reconciliation } = settings;
  const relay = createRelay({
    database,
    kafka,
    outbox,
    logger,
    metrics,
    topicPrefix,
    instanceId,
    ...(leaseMs !== undefined && { leaseMs }),
  });
  const table = createTable({ definition: orderRequested, logger, metrics });
  const onSettled = endPending(deps);
  const consumer = createTableJoin({
    kafka,
    group: 'order',
    table,
    definitions: [stockResult],
    database,
    outbox,
    logger,
    metrics,
    topicPrefix,
    groupPrefix,
    onFatal: deps.onFatal,
    ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
    handle: createResultHandler({ outbox, now, metrics: orderMetrics, onSettled }),
  });
  const reconcileDeps = { ...deps, metrics: orderMetrics, settings: reconciliation };
  const lookup = (id: string) => {
    const partition = partitionOf(id, REQUEST_PARTITIONS);
    return table.partitions().includes(partition) ? table.lookup(partition, id) : undefined;
  };
  const graceMs = settings.parkedGraceMs;
  const sweepParked = createSweepParked({
    database,
    outbox,
    now,
    logger,
    metrics: orderMetrics,
    graceMs,
    lookup,
    onSettled,
  });
  const reconcileRequested = createReconcileRequested({ ...reconcileDeps, table, onSettled });
  const { redis, pending } = deps;
  const restorePending = redis && pending && createRestorePending({ ...deps, redis, pending, table, instanceId });
  const sweepPending = redis && pending && createSweepPending({ redis, pending, database, now });
  let repeated: Repeated[] = [];
  return {
    async start() {
      await relay.start();
      await consumer.start();
      const { everyMs } = reconciliation;
      repeated = [
        runEvery({
          name: 'reconcile orders',
          everyMs,
          work: async () => (await reconcileOverdue(reconcileDeps)).goOn,
          logger,
        }),
        runEvery({
          name: 'reconcile requested orders',
          everyMs,
          work: async () => (await reconcileRequested()) === reconciliation.batchSize,
          logger,
        }),
        runEvery({
          name: 'sweep parked results',
          everyMs,
          work: async () => (await sweepParked()) > 0,
          logger,
        }),
        runEvery({ ...forgetIdempotencyKeys(database, now, settings.keyDays), logger }),
      ];
      if (restorePending === undefined || sweepPending === undefined) return;
      const restore = async () => (await restorePending()) > 0;
      // The keys of Redis are passed over at the same pace, whatever is found.
      const sweep = async () => {
        await sweepPending();
        return false;
      };
      repeated.push(
        runEvery({ name: 'restore pending orders', everyMs, work: restore, logger }),
        runEvery({ name: 'sweep pending orders', everyMs: SWEEP_EVERY_MS, work: sweep, logger }),
      );
    },
    async stopConsuming() {
      await Promise.all([consumer.stop(), ...repeated.map((one) => one.stop())]);
    },
    stopRelay: () => relay.stop(),
    ready: () => consumer.ready(),
  };
}

/** Their rows are there: the entries in Redis are no longer needed. One that stays is outdone by the row. */
function endPending({ pending, logger }: OrderWorkerDeps): OnSettled {
  return (orders) => {
    pending?.end(orders).catch((error: unknown) => {
      const ids = orders.map(({ id }): OrderId => id);
      logger.warn({ err: error, ids }, 'entries of settled orders stay in Redis for now');
    });
  };
}
