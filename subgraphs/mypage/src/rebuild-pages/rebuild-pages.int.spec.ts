import { deadLetterTopic, orderUpdated, topics } from '@rushgraph/contracts';
import { createProducer, createProjectionConsumer, encodeHeaders } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, testKafka, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moment, orderUpdate } from '../../test/happenings.ts';
import { createUpdatesHandler, type Update, updates } from '../fold-my-page/consume-updates.ts';
import { createGenerations } from '../store-my-page/generations.ts';
import { collectionsOf, createMyPageStore } from '../store-my-page/my-page-store.ts';
import { servedOf } from './compare-pages.ts';
import { goBack, PoorerPages, type RebuildDeps, rebuildPages } from './rebuild-pages.ts';

const customers = ['A', 'B', 'C'].map((letter) => `0000000000000000000000000${letter}`);
const kafka = testKafka();
const logger = silentLogger();
const producer = createProducer({ kafka: kafka.kafka, logger });
const metrics = createMetrics('mypage', { defaults: false });
const now = () => new Date();
let mongo: Awaited<ReturnType<typeof testMongo>>;
let live: ReturnType<typeof createProjectionConsumer<Update>>;
let rebuild: RebuildDeps;

beforeAll(async () => {
  mongo = await testMongo();
  const mine = updates.flatMap(({ topic }) => [topic, deadLetterTopic(topic, 'mypage')]);
  await kafka.createTopics(topics.filter(({ name }) => mine.includes(name)));
  const common = {
    kafka: kafka.kafka,
    topicPrefix: kafka.topicPrefix,
    groupPrefix: kafka.groupPrefix,
    logger,
    metrics,
  };
  rebuild = { ...common, db: mongo.db, now, say: () => undefined };
  live = createProjectionConsumer<Update>({
    ...common,
    group: 'mypage',
    definitions: updates,
    onFatal: (error) => expect.unreachable(String(error)),
    handle: createUpdatesHandler({ forWriting: createGenerations(mongo.db, now).forWriting, metrics }),
  });
  await live.start();
});
afterAll(async () => {
  await live.stop();
  await producer.stop();
  await Promise.all([mongo.drop(), kafka.drop()]);
});

let placed = 0;
/** Each customer places so many orders, which are settled at once. */
async function place(count: number): Promise<void> {
  const numbers = Array.from({ length: count }, () => placed++);
  await producer.send(
    numbers.flatMap((number) =>
      customers.flatMap((user) =>
        [1, 2].map((version) => {
          const data = {
            ...orderUpdate(user, number, version),
            orderId: `${user.slice(-1)}${String(number).padStart(25, '0')}`,
          };
          const metadata = {
            id: `${user}-${number}-${version}`,
            type: orderUpdated.type,
            source: 'order',
            time: moment(number),
            subject: data.orderId,
            sequence: version,
          };
          return {
            topic: kafka.topicPrefix + orderUpdated.topic,
            key: user,
            value: JSON.stringify(data),
            headers: encodeHeaders(metadata),
          };
        }),
      ),
    ),
  );
}

const generation = () => createGenerations(mongo.db, now).current();
const counts = async (of: number) =>
  [...(await createMyPageStore(mongo.db, of).loadMany(customers)).values()].map(({ orders }) => orders.count);
const served = async (of: number) => {
  const pages = await createMyPageStore(mongo.db, of).loadMany(customers);
  return customers.map((id) => {
    const page = pages.get(id);
    return page && servedOf(page);
  });
};

test('builds the pages anew while orders come, swaps, loses nothing, and can go back', async () => {
  await place(300);
  await eventually(async () => expect(await counts(1)).toEqual([300, 300, 300]));
  const isOver = Promise.withResolvers<void>();
  const placing = (async () => {
    for (let turn = 0; turn < 20; turn++) await place(5);
    isOver.resolve();
  })();
  const { generation: after, comparison } = await rebuildPages(rebuild);
  expect(after).toEqual({ live: 2, previous: 1 });
  expect(comparison).toMatchObject({ pages: 3, poorer: [] });
  await Promise.all([placing, isOver.promise]);
  await place(5);
  await eventually(async () => expect(await counts(2)).toEqual([405, 405, 405]));

  expect((await goBack(rebuild)).generation).toEqual({ live: 1, previous: 2 });
  expect(await counts(1)).toEqual([405, 405, 405]);
  expect(await served(1)).toEqual(await served(2));
  await place(5);
  await eventually(async () => expect(await counts(1)).toEqual([410, 410, 410]));
});

test('does not swap when a page would know less, and says whose', async () => {
  const before = await generation();
  const [ada = ''] = customers;
  const pages = mongo.db.collection<{ _id: string }>(collectionsOf(before.live).pages);
  const page = await createMyPageStore(mongo.db, before.live).load(ada);
  if (page === null) throw new Error('the page is not there');
  await pages.replaceOne({ _id: ada }, { ...page, orders: { ...page.orders, count: 9_999 } });
  await expect(rebuildPages(rebuild)).rejects.toThrow(PoorerPages);
  expect(await generation()).toEqual(before);
});
