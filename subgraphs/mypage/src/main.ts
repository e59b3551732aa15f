import { setTimeout as pause } from 'node:timers/promises';
import { createKafka, createProducer } from '@rushgraph/messaging';
import {
  createClock,
  createHealth,
  createIds,
  createMetrics,
  kafkaConnection,
  listen,
  runMain,
  startStep,
} from '@rushgraph/service';
import { Agent } from 'undici';
import { buildMyPageApp } from './app.ts';
import { myPageConfig } from './config.ts';
import { connectMongo } from './connect-mongo.ts';
import { createReading } from './create-reading.ts';
import { createUpdatesConsumer } from './fold-my-page/updates-consumer.ts';
import { createHandOver } from './hand-over.ts';
import { createGenerations } from './store-my-page/generations.ts';
import { createProjectionMarks } from './store-my-page/projection-marks.ts';

await runMain('mypage', async ({ env, logger, onStop, onFatal }) => {
  const config = myPageConfig(env);
  const works = config.ROLES.has('worker');
  const now = createClock();
  const metrics = createMetrics('mypage');
  const health = createHealth({ now });
  const { host } = new URL(config.MONGODB_URL);
  const mongo = await startStep(`MongoDB at ${host} cannot be used`, () => connectMongo(config.MONGODB_URL));
  const { forReading, forWriting } = createGenerations(mongo.db, now);
  const kafka = createKafka({ ...kafkaConnection(config), clientId: 'mypage', logger });
  const producer = createProducer({ kafka, logger });
  const client = new Agent();
  const reading = createReading({
    forReading,
    storePolicy: config.STORE_POLICY,
    client,
    urls: { user: config.USER_URL, order: config.ORDER_URL, coupon: config.COUPON_URL },
    viewerKeys: config.VIEWER_KEYS,
    ownerPolicy: config.OWNER_POLICY,
    limitMs: config.COMPOSE_LIMIT_MS,
    handOver: createHandOver({ producer, topicPrefix: config.KAFKA_TOPIC_PREFIX, newId: createIds(now), now }),
    pause,
    now,
    logger,
    metrics,
  });
  const app = await buildMyPageApp({
    ...reading,
    viewerKey: config.VIEWER_KEY,
    introspection: config.INTROSPECTION,
    api: config.ROLES.has('api'),
    now,
    logger,
    health,
    metrics,
  });
  const consumer = createUpdatesConsumer({
    kafka,
    logger,
    metrics,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    onFatal,
    forWriting,
    marks: createProjectionMarks(mongo.db),
  });

  // Without it pages are composed.
  health.check('mongodb', async () => (await forReading()).ping(), { required: works });
  if (works) {
    const facts = () => consumer.behind();
    health.check('updates', async () => consuming(consumer.ready()), { facts });
  }

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  if (works) onStop('consumer', () => consumer.stop());
  onStop('producer', () => producer.stop());
  onStop('owners', () => client.close());
  onStop('mongodb', () => mongo.close());

  if (works) await startStep('Kafka cannot be used', () => consumer.start());
  await listen(app, { config, health, metrics, logger, onStop, facts: { roles: [...config.ROLES] } });
});

function consuming(ready: boolean): void {
  if (!ready) throw new Error('not a member of its consumer group');
}
