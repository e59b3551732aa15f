import { fileURLToPath } from 'node:url';
import { createDatabase, type Database, ensureDatabase, forgetIdempotencyKeys, migrate } from '@rushgraph/database';
import { indexItems } from '@rushgraph/finding';
import { createKafka, createOutbox } from '@rushgraph/messaging';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
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
import type { Redis } from 'ioredis';
import { buildItemApp } from './app.ts';
import { type ItemConfig, itemConfig } from './config.ts';
import { createKeepers } from './keep-stock/choose/create-keepers.ts';
import { beginChoices, isRedisNeeded } from './keep-stock/decide/strategies.ts';
import { createRequestBacklog } from './show-reservation/request-backlog.ts';
import { createStockView } from './show-stock/stock-view.ts';
import { CONSUMER_GROUP, createItemWorker } from './worker.ts';

await runMain('item', async ({ env, logger, onStop, onFatal }) => {
  const config = itemConfig(env);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('item');
  const health = createHealth({ now });
  const instanceId = createInstanceId();

  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  const outbox = createOutbox({ source: 'item', newId, now, rows: config.OUTBOX_ROWS });
  // A lock is to know that its holder cannot be heard before its lease is over.
  const redis = createRedis({ url: config.REDIS_URL, name: 'item', logger, commandTimeoutMs: 1_000 });
  const parts = { database, now, logger, metrics };
  const keepers = createKeepers({ ...parts, redis, outbox, settings: stockSettings(config) });
  const kafka = createKafka({ ...kafkaConnection(config), clientId: 'item', logger });
  const backlog = createRequestBacklog({
    sql: database,
    kafka,
    group: CONSUMER_GROUP,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    logger,
  });
  const app = await buildItemApp({
    database,
    backlog,
    stock: createStockView({ ...parts, defaultStrategy: config.STOCK_STRATEGY, gates: keepers }),
    newId,
    now,
    currency: config.SHOP_CURRENCY,
    viewerKey: config.VIEWER_KEY,
    introspection: config.INTROSPECTION,
    api: config.ROLES.has('api'),
    logger,
    health,
    metrics,
  });
  const works = config.ROLES.has('worker');
  const worker = createItemWorker({
    database,
    outbox,
    kafka,
    keeper: keepers.keeper,
    takeUpMs: config.STOCK_TAKE_UP_MS,
    upkeep: [...keepers.upkeep, forgetIdempotencyKeys(database, now, config.IDEMPOTENCY_KEY_DAYS)],
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    leaseMs: config.RELAY_LEASE_MS,
    windowSpan: { sizeMs: config.STOCK_WINDOW_MS, graceMs: config.STOCK_WINDOW_GRACE_MS },
    now,
    logger,
    metrics,
    onFatal,
  });

  health.check('mysql', () => database.ping());
  health.check('redis', () => redisIfNeeded(database, redis), { required: false });
  if (works) health.check('orders', () => consuming(worker.ready()));

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  onStop('request backlog', () => backlog.stop());
  if (works) {
    onStop('consumers', () => worker.stopConsuming());
    onStop('relay', () => worker.stopRelay());
  }
  onStop('stock gates', () => keepers.rebuilder.idle());
  onStop('redis', () => closeRedis(redis));
  onStop('mysql', () => database.close());

  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder, name: 'item' }),
  );
  const { strategy } = await beginChoices(database, config.STOCK_STRATEGY, now());
  if (strategy !== config.STOCK_STRATEGY)
    logger.info({ strategy }, 'stock is kept as was chosen, not by STOCK_STRATEGY');
  const indexed = await startStep(`The items at ${host} cannot be made findable`, () => indexItems(database));
  if (indexed > 0) logger.info({ indexed }, 'items can be found by their names');
  if (works) await startStep('Kafka cannot be used', () => worker.start());
  await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES], instanceId } });
});

function stockSettings(config: ItemConfig) {
  return {
    defaultStrategy: config.STOCK_STRATEGY,
    lockWithoutRedis: config.STOCK_LOCK_WITHOUT_REDIS,
    maxDrift: config.STOCK_MAX_DRIFT,
    driftSettleMs: config.STOCK_DRIFT_SETTLE_MS,
    driftCheckMs: config.STOCK_DRIFT_CHECK_MS,
    drainCheckMs: config.STOCK_DRAIN_CHECK_MS,
  };
}

/** Nothing is missed when Redis is away while all stock is merged. */
async function redisIfNeeded(database: Database, redis: Redis): Promise<void> {
  if (await isRedisNeeded(database)) await pingRedis(redis);
}

async function consuming(ready: boolean): Promise<void> {
  if (!ready) throw new Error('not a member of its consumer group');
}
