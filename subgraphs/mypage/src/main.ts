import { createKafka, createProjectionConsumer } from '@rushgraph/messaging';
import { createClock, createHealth, createMetrics, runMain, startStep } from '@rushgraph/service';
import { buildMyPageApp } from './app.ts';
import { type MyPageConfig, myPageConfig } from './config.ts';
import { connectMongo } from './connect-mongo.ts';
import { createUpdatesHandler, type Update, updates } from './fold-my-page/consume-updates.ts';
import { createMyPageStore } from './store-my-page/my-page-store.ts';
import { createProjectionMarks } from './store-my-page/projection-marks.ts';

await runMain('mypage', async ({ env, logger, onStop, onFatal }) => {
  const config = myPageConfig(env);
  const now = createClock();
  const metrics = createMetrics('mypage');
  const health = createHealth({ now });
  const { host } = new URL(config.MONGODB_URL);
  const mongo = await startStep(`MongoDB at ${host} cannot be used`, () => connectMongo(config.MONGODB_URL));
  const store = createMyPageStore(mongo.db);
  const app = await buildMyPageApp({
    pages: store,
    viewerKey: config.VIEWER_KEY,
    introspection: config.INTROSPECTION,
    api: config.ROLES.has('api'),
    now,
    logger,
    health,
    metrics,
  });
  const consumer = createProjectionConsumer<Update>({
    kafka: createKafka({ ...kafkaAddress(config), clientId: 'mypage', logger }),
    group: 'mypage',
    definitions: updates,
    logger,
    metrics,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    groupPrefix: config.KAFKA_GROUP_PREFIX,
    onFatal,
    handle: createUpdatesHandler({ store, metrics }),
    marks: createProjectionMarks(mongo.db),
  });
  const works = config.ROLES.has('worker');

  health.check('mongodb', () => store.ping());
  if (works) health.check('updates', async () => consuming(consumer.ready()));

  onStop('readiness', async () => health.drain());
  onStop('http', () => app.close());
  if (works) onStop('consumer', () => consumer.stop());
  onStop('mongodb', () => mongo.close());

  if (works) await startStep('Kafka cannot be used', () => consumer.start());
  const address = await app.listen({ port: config.PORT, host: config.HOST });
  logger.info({ address, roles: [...config.ROLES] }, 'ready');
});

function consuming(ready: boolean): void {
  if (!ready) throw new Error('not a member of its consumer group');
}

function kafkaAddress(config: MyPageConfig) {
  const { KAFKA_BROKERS, KAFKA_SSL, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME = '', KAFKA_SASL_PASSWORD = '' } = config;
  return {
    brokers: KAFKA_BROKERS,
    ssl: KAFKA_SSL,
    ...(KAFKA_SASL_MECHANISM !== undefined && {
      sasl: { mechanism: KAFKA_SASL_MECHANISM, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD },
    }),
  };
}
