import { setTimeout as pause } from 'node:timers/promises';
import { createProducer } from '@rushgraph/messaging';
import { consuming, startStep } from '@rushgraph/service';
import { startSubgraph } from '@rushgraph/subgraph';
import { Agent } from 'undici';
import { buildMyPageApp } from './app.ts';
import { myPageConfig } from './config.ts';
import { connectMongo } from './connect-mongo.ts';
import { createReading } from './create-reading.ts';
import { createUpdatesConsumer } from './fold-my-page/updates-consumer.ts';
import { createHandOver } from './hand-over.ts';
import { createGenerations } from './store-my-page/generations.ts';
import { createProjectionMarks } from './store-my-page/projection-marks.ts';

await startSubgraph('mypage', myPageConfig, async (basis) => {
  const { config, discovery, health, kafka, logger, metrics, newId, now, works } = basis;
  const { host } = new URL(config.MONGODB_URL);
  const mongo = await startStep(`MongoDB at ${host} cannot be used`, () => connectMongo(config.MONGODB_URL));
  const { forReading, forWriting } = createGenerations(mongo.db, now);
  const topicPrefix = config.KAFKA_TOPIC_PREFIX;
  const producer = createProducer({ kafka, logger });
  const client = new Agent();
  const reading = createReading({
    forReading,
    storePolicy: config.STORE_POLICY,
    client,
    discovery,
    urls: { user: config.USER_URL, order: config.ORDER_URL, coupon: config.COUPON_URL },
    viewerKeys: config.VIEWER_KEYS,
    ownerPolicy: config.OWNER_POLICY,
    limitMs: config.COMPOSE_LIMIT_MS,
    handOver: createHandOver({ producer, topicPrefix, newId, now }),
    pause,
    now,
    logger,
    metrics,
  });
  const app = await buildMyPageApp({ ...basis.server, ...reading });
  const consumer = createUpdatesConsumer({
    kafka,
    logger,
    metrics,
    topicPrefix,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    onFatal: basis.onFatal,
    forWriting,
    marks: createProjectionMarks(mongo.db),
  });

  // Without it pages are composed.
  health.check('mongodb', async () => (await forReading()).ping(), { required: works });
  const updates = consuming(consumer, { mostBehind: config.READY_MOST_BEHIND });
  if (works) health.check('updates', updates, { facts: consumer.behind });

  return {
    app,
    startWork: () => consumer.start(),
    stop: {
      ...(works && { consumer: () => consumer.stop() }),
      producer: () => producer.stop(),
      owners: () => client.close(),
      mongodb: () => mongo.close(),
    },
  };
});
