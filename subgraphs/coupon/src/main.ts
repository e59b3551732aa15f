import { fileURLToPath } from 'node:url';
import { createDatabase, ensureDatabase, migrate } from '@rushgraph/database';
import { createKafka, createOutbox, createRelay } from '@rushgraph/messaging';
import { closeRedis, pingRedis } from '@rushgraph/redis';
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
import { buildCouponApp } from './app.ts';
import { couponConfig } from './config.ts';
import { createCouponMetrics } from './coupon-metrics.ts';
import { createQueueParts } from './create-queue-parts.ts';
import { createDirectIssuer } from './issue-coupon/direct-issuer.ts';

await runMain('coupon', async ({ env, logger, onStop }) => {
  const config = couponConfig(env);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('coupon');
  const health = createHealth({ now });
  const instanceId = createInstanceId();
  const works = config.ROLES.has('worker');

  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  const outbox = createOutbox({ source: 'coupon', newId, now, rows: config.OUTBOX_ROWS });
  const parts = { database, outbox, logger, metrics };
  const { redis, queue, worker } = createQueueParts({ ...parts, config, instanceId });
  const app = await buildCouponApp({
    database,
    issuer: createDirectIssuer({ database, outbox, metrics: createCouponMetrics(metrics) }),
    queue,
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
  const relay = createRelay({
    ...parts,
    kafka: createKafka({ ...kafkaConnection(config), clientId: 'coupon', logger }),
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    instanceId,
    leaseMs: config.RELAY_LEASE_MS,
  });

  health.check('mysql', () => database.ping());
  // Without it there are no queues; campaigns, coupons and the direct way are there all the same.
  health.check('redis', () => pingRedis(redis), { required: false });

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  if (works) {
    onStop('queues', () => worker.stop());
    onStop('relay', () => relay.stop());
  }
  onStop('redis', () => closeRedis(redis));
  onStop('mysql', () => database.close());

  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder, name: 'coupon' }),
  );
  if (works) {
    await relay.start();
    worker.start();
  }
  await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES], instanceId } });
});
