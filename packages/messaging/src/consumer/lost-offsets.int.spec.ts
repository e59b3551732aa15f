import { eventually } from '@rushgraph/testkit';
import { CompressionTypes } from 'kafkajs';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Added, added, addUp, GROUP, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { partitionOf } from '../producer/murmur2.ts';
import { createTopics } from '../topics/create-topics.ts';
import { createProjectionConsumer } from './create-consumer.ts';
import type { ProjectionMarks } from './kafka-progress.ts';

const NAME = 'b';
let shop: MessagingFixture;
const fatal: unknown[] = [];
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  shop = await messagingFixture();
  fatal.length = 0;
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await shop.drop();
});

const onFatal = (error: unknown) => void fatal.push(error instanceof Error ? error.message : error);
const refused = (reason: string) =>
  eventually(() => expect(fatal).toContainEqual(expect.stringContaining(reason)), { timeoutMs: 20_000 });
const record = async (...amounts: number[]) => {
  for (const amount of amounts) await shop.record({ name: NAME, amount });
};
const topicPrefix = () => shop.topic.slice(0, -added.topic.length);

async function admin<T>(ask: (one: ReturnType<MessagingFixture['kafka']['admin']>) => Promise<T>): Promise<T> {
  const one = shop.kafka.admin();
  await one.connect();
  try {
    return await ask(one);
  } finally {
    await one.disconnect();
  }
}

async function makeAnew(): Promise<void> {
  await admin(async (one) => {
    await one.deleteTopics({ topics: [shop.topic] });
    await eventually(async () => expect(await one.listTopics()).not.toContain(shop.topic));
    const declaration = { name: added.topic, partitions: 2, config: {} };
    await eventually(() => createTopics(one, [declaration], { prefix: topicPrefix() }));
  });
}

/** A projection in memory, which is what is left of it when it starts again. */
function projection(seen: Added[], marks?: ProjectionMarks) {
  const consumer = createProjectionConsumer<Added>({
    kafka: shop.kafka,
    group: GROUP,
    definitions: [added],
    logger: shop.logger,
    metrics: { registry: new Registry() },
    topicPrefix: topicPrefix(),
    groupPrefix: topicPrefix(),
    sessionTimeoutMs: 1_500,
    onFatal,
    ...(marks && { marks }),
    async handle(batches) {
      for (const { data } of batches.flatMap(({ records }) => records)) if (data !== null) seen.push(data);
    },
  });
  stops.push(() => consumer.stop());
  return consumer;
}

function marksInMemory(): ProjectionMarks {
  const marks = new Map<string, bigint>();
  return {
    load: async (topic, partition) => marks.get(`${topic}/${partition}`) ?? null,
    async save(reached) {
      for (const { topic, partition, next } of reached) marks.set(`${topic}/${partition}`, next);
    },
  };
}

it('takes again what its store has forgotten, when a backup was restored', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  await shop.consumer().start();
  await record(1, 1, 1, 1, 1, 1);
  await eventually(async () => expect(await shop.tally()).toEqual({ [NAME]: [6, 6] }));
  await shop.database.transaction(async (tx) => {
    await tx.run('UPDATE consumer_offset SET next_offset = next_offset - 3 WHERE next_offset > 0');
    await tx.run('UPDATE tally SET total = total - 3, times = times - 3');
  });
  await record(1);
  await eventually(async () => expect(await shop.tally()).toEqual({ [NAME]: [7, 7] }));
});

it('says that records were deleted before they were read, and passes over none of them', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const first = shop.consumer();
  await first.start();
  await record(1, 1);
  await eventually(async () => expect(await shop.tally()).toEqual({ [NAME]: [2, 2] }));
  await first.stop();
  await record(1, 1, 1);
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  const partition = partitionOf(NAME, 2);
  await admin(async (one) => {
    await one.fetchTopicOffsets(shop.topic);
    await one.deleteTopicRecords({ topic: shop.topic, partitions: [{ partition, offset: '4' }] });
  });
  await shop.consumer({ onFatal }).start();
  await refused('2 records were deleted before they were read');
  expect(await shop.tally()).toEqual({ [NAME]: [2, 2] });
});

it('refuses a topic that was deleted and made anew while it was away', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const first = shop.consumer();
  await first.start();
  await record(1, 1);
  await eventually(async () => expect(await shop.tally()).toEqual({ [NAME]: [2, 2] }));
  await first.stop();
  await makeAnew();
  await shop.consumer({ onFatal }).start();
  await refused('made anew');
});

it('refuses such a topic as a projection, too, whose offsets Kafka deletes with it', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const [seen, marks]: [Added[], ProjectionMarks] = [[], marksInMemory()];
  const first = projection(seen, marks);
  await first.start();
  await record(1, 1);
  await eventually(() => expect(seen).toHaveLength(2));
  await eventually(async () => expect(await marks.load(shop.topic, partitionOf(NAME, 2))).not.toBeNull());
  await first.stop();
  await makeAnew();
  await projection(seen, marks).start();
  await refused('made anew');
});

it('goes on as a projection where it was, and takes nothing twice', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const [seen, marks]: [Added[], ProjectionMarks] = [[], marksInMemory()];
  const first = projection(seen, marks);
  await first.start();
  await record(1, 2);
  await eventually(() => expect(seen).toHaveLength(2));
  await first.stop();
  await projection(seen, marks).start();
  await record(3);
  await eventually(() => expect(seen.map(({ amount }) => amount)).toEqual([1, 2, 3]));
  expect(fatal).toEqual([]);
});

it('tells how far it is behind while it cannot write', async () => {
  const registry = new Registry();
  let isStoreFull = true;
  await shop.relay({ instanceId: 'one' }).start();
  const consumer = shop.consumer({
    metrics: { registry },
    lagEveryMs: 50,
    handle: async (batch, tx) => {
      if (isStoreFull) await tx.run("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114");
      await addUp(batch, tx);
    },
  });
  await consumer.start();
  const lag = async () => {
    const metric = await registry.getSingleMetric('consumer_lag_records')?.get();
    return metric?.values.reduce((sum, { value }) => sum + value, 0);
  };
  await record(1, 1, 1, 1, 1);
  await eventually(async () => expect(await lag()).toBe(5));
  await eventually(() => expect(consumer.behind()).toMatchObject({ records: 5, topics: { [shop.topic]: 5 } }));
  isStoreFull = false;
  await eventually(async () => expect(await lag()).toBe(0));
  await eventually(() => expect(consumer.behind()).toMatchObject({ records: 0, topics: {} }));
  expect(await shop.tally()).toEqual({ [NAME]: [5, 5] });
});

it('control: where a broker may compress by itself, every consumer ends at the first record', async () => {
  const config = { 'compression.type': 'lz4' };
  await admin((one) => createTopics(one, [{ name: 'lz4', partitions: 1, config }], { prefix: topicPrefix() }));
  const producer = shop.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: `${topicPrefix()}lz4`,
    acks: -1,
    compression: CompressionTypes.None,
    messages: [{ key: NAME, value: '{}' }],
  });
  await producer.disconnect();
  await shop.consumer({ definitions: [{ ...added, topic: 'lz4' }], onFatal }).start();
  await refused('LZ4 compression not implemented');
});
