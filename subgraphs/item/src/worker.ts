import type { Database } from '@rushgraph/database';
import { type Behind, createConsumer, type createKafka, type Outbox, sumBehind } from '@rushgraph/messaging';
import { type Logger, type Metrics, type Repeated, type RepeatOptions, runEvery } from '@rushgraph/service';
import { createDeltaWindow, type WindowSpan } from './apply-deltas/create-delta-window.ts';
import { consumedEvents, createOrderHandler, type OrderEvent } from './consume-orders/consume-orders.ts';
import { createTakeUp } from './consume-orders/take-up-waiting.ts';
import type { ChosenKeeper } from './keep-stock/choose/choose-keeper.ts';

/** The group of those who decide orders. */
export const CONSUMER_GROUP = 'item';

export interface ItemWorkerDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly kafka: ReturnType<typeof createKafka>;
  readonly keeper: ChosenKeeper;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  /** Tells this process from every other. */
  readonly instanceId: string;
  /** How long Kafka waits for this consumer when it says nothing. Default: the consumer's own. */
  readonly sessionTimeoutMs?: number;
  /** Windows over what gates decide. Without it nothing is taken from their topics. */
  readonly windowSpan?: WindowSpan;
  /** Between two looks whether orders that wait can be decided. Default 500. */
  readonly takeUpMs?: number;
  /** What is to be done again and again beside it. */
  readonly upkeep?: readonly Omit<RepeatOptions, 'logger'>[];
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onFatal: (error: unknown) => void;
}

export interface ItemWorker {
  start(): Promise<void>;
  /** Finishes the batches under way. */
  stop(): Promise<void>;
  ready(): boolean;
  /** How many events it has not taken yet. */
  behind(): Behind | undefined;
}

/** What happens to stock behind the API: orders are decided and released. Their results are in the outbox. */
export function createItemWorker(deps: ItemWorkerDeps): ItemWorker {
  const { database, outbox, kafka, logger, metrics, topicPrefix, sessionTimeoutMs } = deps;
  const { keeper, windowSpan, takeUpMs = 500, upkeep = [] } = deps;
  const takeUp = createTakeUp(deps);
  const decide = createOrderHandler(deps);
  const consumer = createConsumer<OrderEvent>({
    kafka,
    group: CONSUMER_GROUP,
    definitions: consumedEvents,
    database,
    outbox,
    logger,
    metrics,
    topicPrefix,
    groupPrefix: deps.groupPrefix,
    onFatal: deps.onFatal,
    // They end pending orders, which is the order service's affair.
    skipsTombstones: true,
    ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
    mostPerTransaction: () => keeper.mostPerTransaction?.() ?? Number.POSITIVE_INFINITY,
    handleTogether: (batches, tx) => decide({ records: batches.flatMap(({ records }) => records) }, tx),
  });
  const consumers = [consumer, ...(windowSpan === undefined ? [] : [createDeltaWindow({ ...deps, windowSpan })])];
  let repeated: readonly Repeated[] = [];
  return {
    async start() {
      await Promise.all(consumers.map((one) => one.start()));
      const takingUp = {
        name: 'taking up orders that wait',
        everyMs: takeUpMs,
        work: async () => {
          await takeUp();
          return false;
        },
      };
      repeated = [...upkeep, takingUp].map((work) => runEvery({ ...work, logger }));
    },
    async stop() {
      await Promise.all([...consumers, ...repeated].map((one) => one.stop()));
    },
    ready: () => consumers.every((one) => one.ready()),
    behind: () => sumBehind(consumers.map((one) => one.behind())),
  };
}
