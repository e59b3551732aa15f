import { type OrderId, orderRequested, topics } from '@rushgraph/contracts';
import { createKafka, partitionOf } from '@rushgraph/messaging';
import { executeSubgraph, serviceViewer, silentLogger, type TestKafka, testKafka } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ItemFixture, itemFixture, order, request, testItemApp } from '../../test/item-fixture.ts';
import { createMergeKeeper } from '../keep-stock/merge/merge-keeper.ts';
import { createRequestBacklog, type RequestBacklog } from './request-backlog.ts';

const RESERVATION = 'query ($id: ID!) { reservation(orderId: $id) { outcome decidedAt } }';
const WAITING = { outcome: 'WAITING', decidedAt: null };

let shop: ItemFixture;
let kafka: TestKafka;
let producer: ReturnType<TestKafka['kafka']['producer']>;
beforeAll(async () => {
  shop = await itemFixture();
  kafka = testKafka();
  await kafka.createTopics(topics.filter(({ name }) => name === orderRequested.topic));
  producer = kafka.kafka.producer();
  await producer.connect();
});
afterAll(async () => {
  await producer.disconnect();
  await kafka.drop();
  await shop.drop();
});
beforeEach(async () => {
  await shop.empty();
  await shop.database.run('DELETE FROM consumer_offset');
});

const topic = () => kafka.topicPrefix + orderRequested.topic;
const backlogOf = (client = kafka.kafka) =>
  createRequestBacklog({
    sql: shop.database,
    kafka: client,
    group: 'item',
    topicPrefix: kafka.topicPrefix,
    logger: silentLogger(),
  });

/** What the order service is told of an order. */
async function ask(backlog: RequestBacklog, id: OrderId): Promise<unknown> {
  const app = await testItemApp({ ...shop, backlog });
  try {
    const viewer = serviceViewer('order');
    const { data } = await executeSubgraph<{ reservation: unknown }>(app, {
      service: 'item',
      query: RESERVATION,
      variables: { id },
      viewer,
    });
    return data?.reservation;
  } finally {
    await app.close();
    await backlog.stop();
  }
}

/** As a worker that has taken everything up to here. */
async function take(id: OrderId, next: number): Promise<void> {
  const partitions = topics.find(({ name }) => name === orderRequested.topic)?.partitions ?? 1;
  await shop.database.run(
    `INSERT INTO consumer_offset (grp, topic, partition_id, next_offset) VALUES (?)
     ON DUPLICATE KEY UPDATE next_offset = ${next}`,
    [['item', topic(), partitionOf(id, partitions), next]],
  );
}

it('says of an order that it is waiting until workers have taken all that is on its partition, and nothing after that', async () => {
  const id = order('o');
  expect(await ask(backlogOf(), id)).toBeNull();
  await producer.send({ topic: topic(), acks: -1, messages: [{ key: id, value: '{}' }] });
  expect(await ask(backlogOf(), id)).toEqual(WAITING);
  await take(id, 1);
  expect(await ask(backlogOf(), id)).toBeNull();
});

it('says what was decided while it asked whether workers are behind', async () => {
  await shop.shelve('lamp', 5);
  const backlog = {
    mayHold: async () => {
      const wish = request('meanwhile', { lamp: 2 });
      await shop.database.transaction((tx) => createMergeKeeper().decide(tx, [wish], shop.clock()));
      return false;
    },
    stop: async () => undefined,
  };
  expect(await ask(backlog, order('meanwhile'))).toMatchObject({ outcome: 'RESERVED' });
});

it('says that an order may be waiting while Kafka cannot be asked', async () => {
  const nobody = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'item', logger: silentLogger() });
  expect(await ask(backlogOf(nobody), order('o'))).toEqual(WAITING);
});
