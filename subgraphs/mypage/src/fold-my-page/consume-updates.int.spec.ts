import { deadLetterTopic, topics, type UserId, userUpdated } from '@rushgraph/contracts';
import { createProducer, createProjectionConsumer, encodeHeaders } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, testKafka, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';
import { createUpdatesHandler, type Update, updates } from './consume-updates.ts';

const ada = '0000000000000000000000000A' as UserId;
const kafka = testKafka();
const logger = silentLogger();
const producer = createProducer({ kafka: kafka.kafka, logger });
const metrics = createMetrics('mypage', { defaults: false });
let mongo: Awaited<ReturnType<typeof testMongo>>;
let consumer: ReturnType<typeof createProjectionConsumer<Update>>;

beforeAll(async () => {
  mongo = await testMongo();
  const mine = updates.flatMap(({ topic }) => [topic, deadLetterTopic(topic, 'mypage')]);
  await kafka.createTopics(topics.filter(({ name }) => mine.includes(name)));
  consumer = createProjectionConsumer<Update>({
    kafka: kafka.kafka,
    group: 'mypage',
    definitions: updates,
    logger,
    metrics,
    topicPrefix: kafka.topicPrefix,
    groupPrefix: kafka.groupPrefix,
    onFatal: (error) => expect.unreachable(String(error)),
    handle: createUpdatesHandler(createMyPageStore(mongo.db)),
  });
  await consumer.start();
});

afterAll(async () => {
  await consumer.stop();
  await producer.stop();
  await Promise.all([mongo.drop(), kafka.drop()]);
});

function profile(version: number, name: string | null) {
  const time = new Date(Date.UTC(2026, 0, version)).toISOString();
  const data = { userId: ada, version, name, email: 'ada@example.com', createdAt: time };
  return {
    topic: kafka.topicPrefix + userUpdated.topic,
    key: ada,
    value: name === null ? null : JSON.stringify(data),
    headers: encodeHeaders({
      id: `event-${version}`,
      type: userUpdated.type,
      source: 'user',
      time,
      subject: ada,
      sequence: version,
    }),
  };
}

test('folds what comes, and sets a tombstone aside without losing what follows', async () => {
  await producer.send([profile(1, 'Ada'), profile(2, null), profile(3, 'Ada L.'), profile(2, 'late')]);
  await eventually(async () => {
    const page = await createMyPageStore(mongo.db).load(ada);
    expect(page?.profile).toEqual({ version: 3, name: 'Ada L.', email: 'ada@example.com' });
    expect(page?.watermarks).toMatchObject([{ offset: 3 }]);
  });
  await eventually(async () => {
    const deadLetters = await metrics.registry.getSingleMetric('consumer_dead_letters_total')?.get();
    expect(deadLetters?.values).toMatchObject([{ value: 1 }]);
  });
});
