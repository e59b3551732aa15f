import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createDatabase, ensureDatabase, migrate } from '@rushgraph/database';
import { createKafka, createOutbox } from '@rushgraph/messaging';
import {
  createClock,
  createHealth,
  createIds,
  createMetrics,
  kafkaConnection,
  runMain,
  startStep,
} from '@rushgraph/service';
import { buildItemApp } from './app.ts';
import { itemConfig } from './config.ts';
import { createMergeKeeper } from './keep-stock/merge-keeper.ts';
import { indexItems } from './search-items/index-items.ts';
import { createItemWorker } from './worker.ts';

await runMain('item', async ({ env, logger, onStop, onFatal }) => {
  const config = itemConfig(env);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('item');
  const health = createHealth({ now });

  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  const outbox = createOutbox({ source: 'item', newId, now, rows: config.OUTBOX_ROWS });
  const app = await buildItemApp({
    database,
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
    kafka: createKafka({ ...kafkaConnection(config), clientId: 'item', logger }),
    keeper: createMergeKeeper(),
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    instanceId: `${hostname()}-${process.pid}`,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    leaseMs: config.RELAY_LEASE_MS,
    windowSpan: { sizeMs: config.STOCK_WINDOW_MS, graceMs: config.STOCK_WINDOW_GRACE_MS },
    now,
    logger,
    metrics,
    onFatal,
  });

  health.check('mysql', () => database.ping());
  if (works) health.check('orders', () => consuming(worker.ready()));

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  if (works) {
    onStop('consumers', () => worker.stopConsuming());
    onStop('relay', () => worker.stopRelay());
  }
  onStop('mysql', () => database.close());

  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder, name: 'item' }),
  );
  const indexed = await startStep(`The items at ${host} cannot be made findable`, () => indexItems(database));
  if (indexed > 0) logger.info({ indexed }, 'items can be found by their names');
  if (works) await startStep('Kafka cannot be used', () => worker.start());
  const address = await app.listen({ port: config.PORT, host: config.HOST });
  logger.info({ address, roles: [...config.ROLES] }, 'ready');
});

async function consuming(ready: boolean): Promise<void> {
  if (!ready) throw new Error('not a member of its consumer group');
}
