import { fileURLToPath } from 'node:url';
import { createDatabase, ensureDatabase, migrate } from '@rushgraph/database';
import { createKafka, createOutbox, createProducer } from '@rushgraph/messaging';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { createPolicy, pickFrom } from '@rushgraph/resilience';
import {
  createClock,
  createHealth,
  createIds,
  createInstanceId,
  createMetrics,
  kafkaConnection,
  listen,
  runMain,
  startStep,
} from '@rushgraph/service';
import { Agent } from 'undici';
import { buildOrderApp } from './app.ts';
import { type OrderConfig, orderConfig } from './config.ts';
import { createOrderMetrics } from './order-metrics.ts';
import { createPendingOrders } from './pending-orders/pending-orders.ts';
import { createEngineChoice } from './place-order/choose-engine.ts';
import { createOutboxEngine } from './place-order/outbox-engine.ts';
import { createStreamsEngine } from './place-order/streams-engine.ts';
import { createOrderReader } from './read-orders/read-orders.ts';
import { createFetchReservation } from './reconcile-orders/fetch-reservation.ts';
import { followOrders } from './watch-order/follow-orders.ts';
import { createOrderFeed } from './watch-order/order-feed.ts';
import { createOrderWorker } from './worker.ts';

await runMain('order', async ({ env, logger, onStop, onFatal }) => {
  const config = orderConfig(env);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('order');
  const orderMetrics = createOrderMetrics(metrics);
  const health = createHealth({ now });
  const instanceId = createInstanceId();

  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  const outbox = createOutbox({ source: 'order', newId, now, rows: config.OUTBOX_ROWS });
  const redis = createRedis({ url: config.REDIS_URL, name: 'order', logger });
  const pending = createPendingOrders(redis);
  const kafka = createKafka({ ...kafkaConnection(config), clientId: 'order', logger });
  // Orders come in groups already.
  const producer = createProducer({ kafka, logger, lingerMs: 0 });
  const parts = { database, newId, now, logger, metrics: orderMetrics };
  const engine = createEngineChoice({
    outbox: createOutboxEngine({
      ...parts,
      outbox,
      settings: {
        ...groupSettings(config),
        checkAfterMs: config.OVERDUE_AFTER_MS,
        commitTimeoutMs: config.COMMIT_TIMEOUT_MS,
      },
    }),
    streams: createStreamsEngine({ ...parts, producer, pending, settings: streamsEngineSettings(config) }),
    streamsShare: config.ORDER_ENGINE,
    logger,
    metrics: orderMetrics,
  });
  const reader = createOrderReader({ database, pending, logger });
  const feed = createOrderFeed({ reader, metrics });
  const app = await buildOrderApp({
    database,
    outbox,
    engine,
    reader,
    feed,
    viewerKey: config.VIEWER_KEY,
    introspection: config.INTROSPECTION,
    api: config.ROLES.has('api'),
    now,
    logger,
    health,
    metrics,
  });
  const following = followOrders({
    feed,
    kafka,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId,
    logger,
    metrics,
  });
  const client = new Agent();
  const worker = createOrderWorker({
    database,
    outbox,
    pending,
    redis,
    kafka,
    fetchReservation: createFetchReservation({
      client,
      policy: createPolicy({
        name: 'item',
        instances: pickFrom([itemInstance(config)]),
        settings: config.ITEM_POLICY,
        logger,
        registry: metrics.registry,
        random: Math.random,
      }),
      viewerKey: itemKey(config),
      limitMs: config.ITEM_LOOK_UP_MS,
      now,
    }),
    now,
    logger,
    metrics,
    orderMetrics,
    settings: workerSettings(config, instanceId),
    onFatal,
  });
  const works = config.ROLES.has('worker');

  // Orders are accepted as long as one of their stores lives; a worker can do nothing without both.
  const accepts = config.ROLES.has('api');
  health.check('mysql', () => database.ping(), { required: !accepts });
  health.check('redis', () => pingRedis(redis), { required: false });
  if (accepts) health.check('mysql or redis', () => Promise.any([database.ping(), pingRedis(redis)]));
  if (works) health.check('stock results', () => consuming(worker.ready()), { required: !accepts });

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  onStop('watched orders', () => following.stop());
  onStop('placements', () => engine.stop());
  onStop('producer', () => producer.stop());
  onStop('consumers', () => worker.stopConsuming());
  onStop('relay', () => worker.stopRelay());
  onStop('item client', () => client.close());
  onStop('redis', () => closeRedis(redis));
  onStop('mysql', () => database.close());

  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder, name: 'order' }),
  );
  if (works) await startStep(missingKafka(config), () => worker.start());
  // Customers who watch an order while Kafka is away hear of it when it is back.
  if (accepts) following.start();
  await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES], instanceId } });
});

function missingKafka({ KAFKA_BROKERS }: OrderConfig): string {
  return `Kafka at ${KAFKA_BROKERS.join(', ')} cannot be used, or its topics are missing: \`npm run topics\` makes them`;
}

async function consuming(ready: boolean): Promise<void> {
  if (!ready) throw new Error('not a member of its consumer group, or its table is not caught up');
}

function streamsEngineSettings(config: OrderConfig) {
  return {
    ...groupSettings(config),
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    publishTimeoutMs: config.PUBLISH_TIMEOUT_MS,
    checkTimeoutMs: config.STORED_CHECK_TIMEOUT_MS,
  };
}

function groupSettings(config: OrderConfig) {
  return {
    groupWaitMs: config.PLACE_GROUP_WAIT_MS,
    maxGroup: config.PLACE_GROUP_SIZE,
    maxQueued: config.PLACE_QUEUE,
    maxInFlight: config.PLACE_GROUPS,
  };
}

function workerSettings(config: OrderConfig, instanceId: string) {
  return {
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    leaseMs: config.RELAY_LEASE_MS,
    parkedGraceMs: config.PARKED_GRACE_MS,
    keyDays: config.IDEMPOTENCY_KEY_DAYS,
    reconciliation: {
      everyMs: config.OVERDUE_POLL_MS,
      checkAfterMs: config.OVERDUE_AFTER_MS,
      retryAfterMs: config.OVERDUE_RETRY_MS,
      giveUpAfterMs: config.GIVE_UP_AFTER_MS,
      giveUpUnheardAfterMs: config.GIVE_UP_UNHEARD_AFTER_MS,
      leaseMs: config.OVERDUE_LEASE_MS,
      batchSize: config.OVERDUE_BATCH,
    },
  };
}

function itemInstance({ ITEM_URL }: OrderConfig) {
  const url = new URL(ITEM_URL);
  return { id: url.host, url };
}

function itemKey({ VIEWER_KEYS }: OrderConfig): Buffer {
  const key = VIEWER_KEYS.get('item');
  if (key === undefined) throw new Error('The settings were read without the key of the item service');
  return key;
}
