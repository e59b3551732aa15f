import { type OrderId, type OrderRequested, orderRequested, stockResult, topics } from '@rushgraph/contracts';
import { type Behind, type createKafka, partitionOf } from '@rushgraph/messaging';
import { type Metrics, type Repeated, runEvery } from '@rushgraph/service';
import { createTable, createTableJoin, type Lookup, type Table } from '@rushgraph/streams';
import type { OnSettled } from './order/requested-order.ts';
import { createResultHandler } from './settle-order/consume-results.ts';
import { type OrderUpkeepDeps, type OrderUpkeepSettings, orderUpkeep } from './upkeep.ts';

export interface OrderWorkerSettings extends OrderUpkeepSettings {
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  /** How long Kafka waits for this consumer when it says nothing. Default: the consumer's own. */
  readonly sessionTimeoutMs?: number;
}

export interface OrderWorkerDeps extends Omit<OrderUpkeepDeps, 'table' | 'lookup' | 'onSettled' | 'settings'> {
  readonly kafka: ReturnType<typeof createKafka>;
  readonly metrics: Metrics;
  readonly settings: OrderWorkerSettings;
  /** Called when consuming has ended for good: the process must not go on as if it worked. */
  readonly onFatal: (error: unknown) => void;
}

export interface OrderWorker {
  start(): Promise<void>;
  /** Stops taking events and overdue orders, finishing those under way. */
  stop(): Promise<void>;
  ready(): boolean;
  /** How many stock results it has not taken yet. */
  behind(): Behind | undefined;
}

const REQUEST_PARTITIONS = topics.find(({ name }) => name === orderRequested.topic)?.partitions ?? 1;

/** What happens to orders behind the API: results are consumed, overdue orders looked after. */
export function createOrderWorker(deps: OrderWorkerDeps): OrderWorker {
  const { database, outbox, kafka, now, logger, metrics, orderMetrics, settings } = deps;
  const { topicPrefix, groupPrefix, sessionTimeoutMs } = settings;
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
  const upkeep = orderUpkeep({ ...deps, table, lookup: createLookup(table), onSettled });
  let repeated: Repeated[] = [];
  return {
    async start() {
      await consumer.start();
      repeated = upkeep.map((work) => runEvery({ ...work, logger }));
    },
    async stop() {
      await Promise.all([consumer.stop(), ...repeated.map((one) => one.stop())]);
    },
    ready: () => consumer.ready(),
    behind: () => consumer.behind(),
  };
}

/** The requests of pending orders, as far as this worker has them. */
function createLookup(table: Table<OrderRequested>): Lookup<OrderRequested> {
  return (id) => {
    const partition = partitionOf(id, REQUEST_PARTITIONS);
    return table.partitions().includes(partition) ? table.lookup(partition, id) : undefined;
  };
}

/** Their rows are there: the entries in Redis are no longer needed. One that stays is outdone by the row. */
function endPending({ pending, logger }: OrderWorkerDeps): OnSettled {
  return (orders) => {
    pending?.end(orders).catch((error: unknown) => {
      const ids = orders.map(({ id }): OrderId => id);
      logger.warn({ err: error, ids }, 'could not remove settled orders from Redis; a later sweep removes them');
    });
  };
}
