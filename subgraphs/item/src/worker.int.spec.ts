import {
  deadLetterTopic,
  deriveId,
  type EventDefinition,
  orderReleased,
  orderRequested,
  type StockResult,
  stockResult,
  type UserId,
} from '@rushgraph/contracts';
import { createOutbox, createRelay } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, seededIds, silentLogger, type TestKafka, testKafka } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ItemFixture, item, itemFixture, itemTopics, order, request } from '../test/item-fixture.ts';
import type { ChosenKeeper } from './keep-stock/choose/choose-keeper.ts';
import { createMergeKeeper } from './keep-stock/merge/merge-keeper.ts';
import { createItemWorker } from './worker.ts';

/** A worker and the relay of its process. */
type Running = Awaited<ReturnType<typeof start>>;

let shop: ItemFixture;
let kafka: TestKafka;
let producer: ReturnType<TestKafka['kafka']['producer']>;
let watcher: ReturnType<TestKafka['kafka']['consumer']>;
const results: StockResult[] = [];
const setAside: string[] = [];
const running = new Set<Running>();
let first: Running;
const fatal: unknown[] = [];
const deadLetters = deadLetterTopic(orderRequested.topic, 'item');

beforeAll(async () => {
  shop = await itemFixture();
  kafka = testKafka();
  await kafka.createTopics(itemTopics);
  producer = kafka.kafka.producer();
  await producer.connect();
  watcher = kafka.kafka.consumer({ groupId: `${kafka.groupPrefix}watcher`, maxWaitTimeInMs: 20 });
  await watcher.connect();
  await watcher.subscribe({
    topics: [stockResult.topic, deadLetters].map((topic) => kafka.topicPrefix + topic),
    fromBeginning: true,
  });
  await watcher.run({
    eachMessage: async ({ topic, message: { key, value } }) => {
      if (topic.endsWith(deadLetters)) setAside.push(String(key));
      else results.push(stockResult.schema.parse(JSON.parse(String(value))));
    },
  });
  first = await start('first');
});

afterAll(async () => {
  for (const worker of running) await stop(worker);
  await Promise.all([watcher.disconnect(), producer.disconnect()]);
  await kafka.drop();
  await shop.drop();
});

/** How many requests may share a transaction, and how many have. */
const batches = { most: Number.POSITIVE_INFINITY, sizes: [] as number[] };

function watchedKeeper(): ChosenKeeper {
  const keeper = createMergeKeeper();
  return {
    ...keeper,
    decide(tx, requests, now) {
      batches.sizes.push(requests.length);
      return keeper.decide(tx, requests, now);
    },
    takeUp: () => Promise.reject(new Error('Nothing waits')),
    mostPerTransaction: () => batches.most,
  };
}

async function start(instanceId: string) {
  const parts = {
    database: shop.database,
    outbox: createOutbox({ source: 'item', newId: seededIds(running.size + 1, shop.clock), now: shop.clock }),
    kafka: kafka.kafka,
    topicPrefix: kafka.topicPrefix,
    instanceId,
    logger: silentLogger(),
    metrics: createMetrics('item', { defaults: false }),
  };
  const relay = createRelay(parts);
  const worker = createItemWorker({
    ...parts,
    keeper: watchedKeeper(),
    groupPrefix: kafka.groupPrefix,
    now: shop.clock,
    onFatal: (error) => fatal.push(error),
  });
  const both = { worker, relay };
  running.add(both);
  await relay.start();
  await worker.start();
  return both;
}

async function stop(both: Running): Promise<void> {
  running.delete(both);
  await both.worker.stop();
  await both.relay.stop();
}

/** As the order service publishes; null is the end of a pending order. */
async function publish<T>(definition: EventDefinition<T>, events: readonly (readonly [string, T | null])[]) {
  await producer.send({
    topic: kafka.topicPrefix + definition.topic,
    acks: -1,
    messages: events.map(([name, data], index) => ({
      key: order(name),
      value: data === null ? null : JSON.stringify(data),
      headers: {
        ce_specversion: '1.0',
        ce_id: `${name}-${index}`,
        ce_type: definition.type,
        ce_source: 'order',
        ce_time: shop.clock().toISOString(),
        ce_subject: order(name),
        ce_sequence: '1',
      },
    })),
  });
}

function requested(name: string, lines: ReturnType<typeof request>['lines']) {
  const userId = deriveId<UserId>('user', 'buyer');
  return { orderId: order(name), lines, userId, inputHash: 'h'.repeat(64), requestedAt: shop.clock().toISOString() };
}
const one = (name: string, of: string) => [name, requested(name, request(name, { [of]: 1 }).lines)] as const;
const released = (name: string) =>
  [name, { orderId: order(name), reason: 'TIMED_OUT' as const, releasedAt: shop.clock().toISOString() }] as const;
const told = (name: string) => results.filter(({ orderId }) => orderId === order(name));

it('sells exactly what is there though all is asked for twice and workers come and go', async () => {
  await shop.shelve('hot', 60);
  const names = Array.from({ length: 100 }, (_, index) => `o${index}`);
  const wishes = names.map((name) => one(name, 'hot'));
  await publish(orderRequested, wishes);
  await eventually(async () => expect(await shop.count('reservation')).toBeGreaterThan(0));
  const [second] = await Promise.all([start('second'), publish(orderRequested, wishes)]);
  await stop(first);
  await publish(orderRequested, [...names.map((name) => [name, null] as const), one('last', 'hot')]);

  await eventually(() => expect(results).toHaveLength(201), { timeoutMs: 20_000 });
  await eventually(async () => expect(await shop.count('outbox')).toBe(0));
  for (const name of names) {
    const [result, repeat, ...more] = told(name);
    expect(result).toBeDefined();
    expect([repeat, more]).toEqual([result, []]);
  }
  const sold = names.filter((name) => told(name)[0]?.outcome === 'RESERVED');
  expect(sold).toHaveLength(60);
  expect(told('last')).toMatchObject([{ outcome: 'REFUSED', reason: 'SOLD_OUT', itemIds: [item('hot')] }]);
  expect([await shop.stockOf('hot'), await shop.count('reservation')]).toEqual([0, 101]);
  expect(await shop.imbalances()).toEqual([]);
  expect(second.worker.ready()).toBe(true);
});

it('gives back what is released, also when that comes before the request', async () => {
  await shop.shelve('lamp', 5);
  await publish(orderRequested, [one('given back', 'lamp')]);
  await eventually(() => expect(told('given back')).toHaveLength(1));
  await publish(orderReleased, [released('given back'), released('early'), released('given back')]);
  await eventually(async () => {
    const [row] = await shop.database.rows('SELECT outcome FROM reservation WHERE order_id = ?', [order('early')]);
    expect([row, await shop.stockOf('lamp')]).toEqual([{ outcome: 'RELEASED' }, 5]);
  });
  await publish(orderRequested, [one('early', 'lamp')]);
  await eventually(() => expect(told('early')).toMatchObject([{ outcome: 'REFUSED', reason: 'RELEASED' }]));
  expect(await shop.stockOf('lamp')).toBe(5);
  expect(await shop.imbalances()).toEqual([]);
});

it('sets aside what cannot be used, and goes on with what comes with it', async () => {
  await shop.shelve('desk', 5);
  const twice = [1, 2].map((quantity) => ({ itemId: item('desk'), quantity }));
  await publish(orderRequested, [
    ['twice', requested('twice', twice)],
    ['empty', requested('empty', [])],
    one('good', 'desk'),
  ]);
  await eventually(() => expect(told('good')).toMatchObject([{ outcome: 'RESERVED' }]));
  await eventually(() => expect([...setAside].sort()).toEqual([order('twice'), order('empty')].sort()));
  expect([told('twice'), told('empty')]).toEqual([[], []]);
  expect(await shop.stockOf('desk')).toBe(4);
  expect(fatal).toEqual([]);
});

it.each([
  ['one', 1],
  ['more', Number.POSITIVE_INFINITY],
])('lets as many orders share a transaction as its keeper says: %s', async (name, most) => {
  for (const worker of running) await stop(worker);
  await shop.shelve(`shared by ${name}`, 40);
  const names = Array.from({ length: 40 }, (_, index) => `${name} ${index}`);
  await publish(
    orderRequested,
    names.map((each) => one(each, `shared by ${name}`)),
  );
  Object.assign(batches, { most, sizes: [] });
  await start(name);
  await eventually(() => expect(names.flatMap(told)).toHaveLength(40));
  expect(batches.sizes.every((size) => size === 1)).toBe(most === 1);
});
