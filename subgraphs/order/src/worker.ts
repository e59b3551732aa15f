import { stockResult } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { createConsumer, type createKafka, createRelay, type Outbox } from '@rushgraph/messaging';
import type { Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { createResultHandler } from './finalize-order/consume-results.ts';
import type { OrderMetrics } from './order-metrics.ts';
import {
  type ReconcileDeps,
  type ReconciliationSettings,
  reconcileOverdue,
} from './reconcile-orders/reconcile-orders.ts';
import { type Repeated, runEvery } from './run-every.ts';
import { sweepParked } from './settle-order/sweep-parked.ts';

export interface OrderWorkerSettings {
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly instanceId: string;
  readonly reconciliation: ReconciliationSettings & { readonly everyMs: number };
  /** How long a stock result waits for its order. */
  readonly parkedGraceMs: number;
}

export interface OrderWorkerDeps {
  readonly database: Database;
  readonly outbox: Outbox;
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

/** What happens to orders behind the API: results are consumed, events published, overdue orders looked after. */
export function createOrderWorker(deps: OrderWorkerDeps): OrderWorker {
  const { database, outbox, kafka, now, logger, metrics, orderMetrics, settings } = deps;
  const { topicPrefix, groupPrefix, instanceId, reconciliation } = settings;
  const relay = createRelay({ database, kafka, outbox, logger, metrics, topicPrefix, instanceId });
  const consumer = createConsumer({
    kafka,
    group: 'order',
    definitions: [stockResult],
    database,
    outbox,
    logger,
    metrics,
    topicPrefix,
    groupPrefix,
    onFatal: deps.onFatal,
    handle: createResultHandler({ outbox, now, metrics: orderMetrics }),
  });
  const reconcileDeps = { ...deps, metrics: orderMetrics, settings: reconciliation };
  const sweepDeps = { database, outbox, now, logger, metrics: orderMetrics, graceMs: settings.parkedGraceMs };
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
          name: 'sweep parked results',
          everyMs,
          work: async () => (await sweepParked(sweepDeps)) > 0,
          logger,
        }),
      ];
    },
    async stopConsuming() {
      await Promise.all([consumer.stop(), ...repeated.map((one) => one.stop())]);
    },
    stopRelay: () => relay.stop(),
    ready: () => consumer.ready(),
  };
}
