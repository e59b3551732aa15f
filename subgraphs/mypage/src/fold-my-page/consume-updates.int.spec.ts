import { deadLetterTopic, defineEvent, topics, type UserUpdated, userErased, userUpdated } from '@rushgraph/contracts';
import { createProducer, createProjectionConsumer, type EventDefinition, encodeHeaders } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, testKafka, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMyPageStore } from '../store-my-page/my-page-store.ts';
import { createUpdatesHandler, type Update, updates } from './consume-updates.ts';

const ada = '0000000000000000000000000A';
const ben = '0000000000000000000000000B';
/** A kind of event that somebody lets the consumer read before the pages know it. */
const mystery = defineEvent<UserUpdated>({ ...userUpdated, type: 'commerce.mystery.updated.v1' });
const kafka = testKafka();
const logger = silentLogger();
const producer = createProducer({ kafka: kafka.kafka, logger });
const metrics = createMetrics('mypage', { defaults: false });
let mongo: Awaited<ReturnType<typeof testMongo>>;
let consumer: ReturnType<typeof createProjectionConsumer<Update>>;
let failuresBeforeCommit = 0;

beforeAll(async () => {
  mongo = await testMongo();
  const mine = updates.flatMap(({ topic }) => [topic, deadLetterTopic(topic, 'mypage')]);
  const added = [mystery.topic, deadLetterTopic(mystery.topic, 'mypage')];
  await kafka.createTopics([
    ...topics.filter(({ name }) => mine.includes(name)),
    ...added.map((name) => ({ name, partitions: 1, config: {} })),
  ]);
  const handle = createUpdatesHandler({ forWriting: async () => createMyPageStore(mongo.db), metrics });
  consumer = createProjectionConsumer<Update>({
    kafka: kafka.kafka,
    group: 'mypage',
    definitions: [...updates, mystery],
    logger,
    metrics,
    topicPrefix: kafka.topicPrefix,
    groupPrefix: kafka.groupPrefix,
    onFatal: (error) => expect.unreachable(String(error)),
    async handle(batches) {
      await handle(batches);
      // The documents are written, the offset is not: the process could have ended here.
      if (failuresBeforeCommit-- > 0) throw Object.assign(new Error('cut off'), { name: 'MongoNetworkError' });
    },
  });
  await consumer.start();
});

afterAll(async () => {
  await consumer.stop();
  await producer.stop();
  await Promise.all([mongo.drop(), kafka.drop()]);
});

function record(
  definition: Pick<EventDefinition<UserUpdated>, 'type' | 'topic'>,
  user: string,
  version: number,
  value: object | null,
) {
  const time = new Date(Date.UTC(2026, 0, version)).toISOString();
  const metadata = {
    id: `event-${version}`,
    type: definition.type,
    source: 'user',
    time,
    subject: user,
    sequence: version,
  };
  return {
    topic: kafka.topicPrefix + definition.topic,
    key: user,
    value: value === null ? null : JSON.stringify({ userId: user, version, createdAt: time, ...value }),
    headers: encodeHeaders(metadata),
  };
}

const profile = (user: string, version: number, name: string) =>
  record(userUpdated, user, version, { name, email: 'ada@example.com' });

async function counted(name: string): Promise<number> {
  const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
  return values.reduce((sum, { value }) => sum + value, 0);
}

test('folds what comes, sets a kind that no page knows aside, and counts versions that never came', async () => {
  await producer.send([
    profile(ada, 1, 'Ada'),
    record(mystery, ada, 1, { name: 'Nobody', email: 'ada@example.com' }),
    profile(ada, 3, 'Ada L.'),
    profile(ada, 2, 'late'),
  ]);
  await eventually(async () => {
    const page = await createMyPageStore(mongo.db).load(ada);
    expect(page?.profile).toEqual({ version: 3, name: 'Ada L.', email: 'ada@example.com' });
    expect(page?.asOf.profile).toBe('2026-01-03T00:00:00.000Z');
    expect(await counted('consumer_dead_letters_total')).toBe(1);
  });
  expect(await counted('mypage_version_gaps_total')).toBe(1);
});

test('a batch whose documents were written and whose offset was not comes again and changes nothing', async () => {
  failuresBeforeCommit = 3;
  await producer.send([profile(ben, 1, 'Ben'), profile(ben, 2, 'Ben B.')]);
  const store = createMyPageStore(mongo.db);
  await eventually(async () => {
    expect(failuresBeforeCommit).toBeLessThan(0);
    expect((await store.load(ben))?.profile?.version).toBe(2);
  });
  // Written once, or twice when the two records came apart; never again by the repetitions.
  expect((await store.load(ben))?.revision).toBeLessThanOrEqual(2);
  expect(await counted('consumer_dead_letters_total')).toBe(1);
});

test.each([
  ['the tombstone of an account', '0000000000000000000000000C', (user: string) => record(userUpdated, user, 2, null)],
  [
    'the event that it was erased',
    '0000000000000000000000000D',
    (user: string) => record(userErased, user, 2, { erasedAt: '2026-01-02T00:00:00.000Z' }),
  ],
])('%s empties its page, which stays so when older events come again', async (_, user, erased) => {
  const store = createMyPageStore(mongo.db);
  await producer.send([profile(user, 1, 'Cyd')]);
  await eventually(async () => expect((await store.load(user))?.profile?.name).toBe('Cyd'));
  await producer.send([erased(user)]);
  await eventually(async () => expect(await store.load(user)).toMatchObject({ isErased: true, profile: null }));
  const setAside = await counted('consumer_dead_letters_total');
  // The last one fits no topic: when it has been set aside, those before it have been taken.
  const foreign = { ...record(mystery, user, 4, {}), topic: kafka.topicPrefix + userUpdated.topic };
  await producer.send([profile(user, 1, 'Cyd'), profile(user, 3, 'Cyd C.'), foreign]);
  await eventually(async () => expect(await counted('consumer_dead_letters_total')).toBe(setAside + 1));
  expect(await store.load(user)).toMatchObject({ isErased: true, profile: null });
});
