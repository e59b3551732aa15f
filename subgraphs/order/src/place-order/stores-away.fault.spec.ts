import { type OrderId, orderRequested, orderUpdated, topics } from '@rushgraph/contracts';
import { createDatabase, type Database } from '@rushgraph/database';
import { createKafka, createProducer, type Producer } from '@rushgraph/messaging';
import { createRedis } from '@rushgraph/redis';
import {
  eventually,
  redirectConnections,
  type StoreProxy,
  seededIds,
  silentLogger,
  startStoreProxy,
  type TestKafka,
  testKafka,
  testStack,
} from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement } from '../../test/order-fixture.ts';
import type { OrderEngine, Placement } from '../order/placement.ts';
import { createPendingOrders } from '../pending-orders/pending-orders.ts';
import { createEngineChoice, prefersStreams } from './choose-engine.ts';
import { createOutboxEngine } from './outbox-engine.ts';
import { createStreamsEngine } from './streams-engine.ts';

/** Long enough for a busy computer to place an order with the engine that is well. */
const LIMIT_MS = 1_500;
const group = { groupWaitMs: 1, maxGroup: 100, maxQueued: 1_000, maxInFlight: 2 };
let shop: OrderFixture;
let kafka: TestKafka;
let proxies: Record<'MySQL' | 'Kafka' | 'Redis', StoreProxy>;
let database: Database;
let redis: Redis;
let producer: Producer;
let endRedirection: () => void;

/** The address of a server as seen through a proxy. */
function through(proxy: StoreProxy, address: string): string {
  const url = new URL(address);
  url.host = `127.0.0.1:${proxy.port}`;
  return url.href;
}

beforeAll(async () => {
  shop = await orderFixture();
  kafka = testKafka();
  await kafka.createTopics(topics.filter(({ name }) => [orderRequested.topic, orderUpdated.topic].includes(name)));
  const [broker = ''] = testStack().kafkaBrokers.split(',');
  const kafkaPort = Number(broker.split(':')[1]);
  const [mysqlProxy, kafkaProxy, redisProxy] = await Promise.all(
    [Number(new URL(shop.url).port), kafkaPort, shop.redis.options.port ?? 0].map(startStoreProxy),
  );
  if (!mysqlProxy || !kafkaProxy || !redisProxy) throw new Error('three proxies');
  proxies = { MySQL: mysqlProxy, Kafka: kafkaProxy, Redis: redisProxy };
  database = createDatabase({ url: through(mysqlProxy, shop.url) });
  const logger = silentLogger();
  redis = createRedis({
    url: through(redisProxy, `redis://localhost/${shop.redis.options.db}`),
    name: 'order',
    logger,
    commandTimeoutMs: LIMIT_MS,
  });
  endRedirection = redirectConnections(kafkaPort, kafkaProxy.port);
  producer = createProducer({
    kafka: createKafka({ brokers: [broker], clientId: 'order', logger }),
    logger,
    lingerMs: 0,
    timeoutMs: 2 * LIMIT_MS,
  });
});
afterAll(async () => {
  for (const proxy of Object.values(proxies)) proxy.pass();
  await producer.stop();
  endRedirection();
  redis.disconnect();
  await database.close();
  await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
  await kafka.drop();
  await shop.drop();
});

const outboxEngine = (settings = group) =>
  createOutboxEngine({
    ...shop,
    database,
    newId: seededIds(7),
    now: shop.clock,
    settings: { ...settings, checkAfterMs: 5_000, commitTimeoutMs: LIMIT_MS },
  });
const streamsEngine = (settings = group) =>
  createStreamsEngine({
    database,
    producer,
    pending: createPendingOrders(redis),
    newId: seededIds(8),
    now: shop.clock,
    logger: silentLogger(),
    metrics: shop.metrics,
    settings: {
      ...settings,
      topicPrefix: kafka.topicPrefix,
      publishTimeoutMs: LIMIT_MS,
      checkTimeoutMs: LIMIT_MS,
    },
  });

/** An engine, and how often it was asked, and took an order. */
function counted(engine: OrderEngine) {
  const counts = { asked: 0, placed: 0 };
  const counting: OrderEngine = {
    ...engine,
    async place(one) {
      counts.asked++;
      const outcome = await engine.place(one);
      if (outcome.kind === 'placed') counts.placed++;
      return outcome;
    },
  };
  return { engine: counting, counts };
}

function choose(retryAfterMs: number) {
  const [outbox, streams] = [counted(outboxEngine()), counted(streamsEngine())];
  const choice = createEngineChoice({
    outbox: outbox.engine,
    streams: streams.engine,
    streamsShare: 50,
    logger: silentLogger(),
    metrics: shop.metrics,
    retryAfterMs,
  });
  return { choice, counts: { outbox: outbox.counts, streams: streams.counts } };
}

let number = 0;
/** New orders that belong to this engine. */
function ordersFor(name: 'outbox' | 'streams', count: number): Placement[] {
  const found: Placement[] = [];
  while (found.length < count) {
    const one = placement('ann', `n${number++}`);
    if (prefersStreams(one.id, 50) === (name === 'streams')) found.push(one);
  }
  return found;
}

/** All that the customers were told is placed. */
const accepted = new Set<OrderId>();
async function place(engine: OrderEngine, placements: readonly Placement[]): Promise<void> {
  const outcomes = await Promise.all(placements.map((one) => engine.place(one)));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['placed']));
  for (const { id } of placements) accepted.add(id);
}

/** Both engines are connected, and place what is theirs. */
async function allIsWell(): Promise<void> {
  const { choice, counts } = choose(100);
  await eventually(async () => {
    await place(choice, [...ordersFor('outbox', 1), ...ordersFor('streams', 1)]);
    expect(Math.min(counts.outbox.placed, counts.streams.placed)).toBeGreaterThan(0);
  });
}

const stores = [
  ['MySQL', 'outbox'],
  ['Kafka', 'streams'],
  ['Redis', 'streams'],
] as const;
const manners = ['fallSilent', 'breakOff'] as const;
const days = stores.flatMap(([store, needs]) => manners.map((manner) => ({ store, needs, manner })));

it.each(days)('orders are accepted while $store does $manner, soon without trying what needs it', async (day) => {
  const { store, needs, manner } = day;
  const both = () => [...ordersFor('outbox', 10), ...ordersFor('streams', 10)];
  await allIsWell();
  const [patient, curious] = [choose(60_000), choose(100)];
  proxies[store][manner]();
  await Promise.all([place(patient.choice, both()), place(curious.choice, ordersFor(needs, 10))]);
  const { asked } = patient.counts[needs];
  for (const one of both()) await place(patient.choice, [one]);
  expect(patient.counts[needs]).toEqual({ asked, placed: 0 });

  // One that is tried again now and then has its orders once what it needs is back.
  expect(curious.counts[needs].placed).toBe(0);
  proxies[store].pass();
  await eventually(async () => {
    await place(curious.choice, ordersFor(needs, 1));
    expect(curious.counts[needs].placed).toBeGreaterThan(0);
  });
  const { placed } = curious.counts[needs];
  await place(curious.choice, ordersFor(needs, 10));
  expect(curious.counts[needs].placed).toBe(placed + 10);
});

it.each(['Kafka', 'Redis'] as const)(
  'orders are refused when MySQL and %s are silent, and placed by a repeat',
  async (other) => {
    const { choice } = choose(100);
    const orders = [...ordersFor('outbox', 2), ...ordersFor('streams', 2)];
    for (const store of ['MySQL', other] as const) proxies[store].fallSilent();
    const refused = await Promise.allSettled(orders.map((one) => choice.place(one)));
    expect(refused.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    for (const store of ['MySQL', other] as const) proxies[store].pass();
    await eventually(() => place(choice, orders));
  },
);

it.each([
  ['MySQL', () => counted(outboxEngine({ ...group, maxGroup: 1, maxInFlight: 1 })), 'outbox'],
  ['Kafka', () => counted(streamsEngine({ ...group, maxGroup: 1, maxInFlight: 1 })), 'streams'],
] as const)(
  'who waits behind an order that %s does not answer need not wait for the same',
  async (store, make, name) => {
    const { engine } = make();
    proxies[store].fallSilent();
    const begunAt = performance.now();
    const refused = await Promise.allSettled(ordersFor(name, 20).map((one) => engine.place(one)));
    expect(refused.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
    // One after the other they would take twenty time limits.
    expect(performance.now() - begunAt).toBeLessThan(10 * LIMIT_MS);
    proxies[store].pass();
  },
);

it('every order that was accepted is in MySQL or in Kafka', async () => {
  endRedirection();
  const found = new Set<string>();
  const reader = kafka.kafka.consumer({ groupId: `${kafka.groupPrefix}reader`, maxWaitTimeInMs: 20 });
  await reader.connect();
  await reader.subscribe({ topic: kafka.topicPrefix + orderRequested.topic, fromBeginning: true });
  await reader.run({
    eachMessage: async ({ message }) => {
      found.add(String(message.key));
    },
  });
  await eventually(async () => {
    const rows = await shop.database.rows<{ id: string }>('SELECT id FROM orders');
    for (const { id } of rows) found.add(id);
    expect([...accepted].filter((id) => !found.has(id))).toEqual([]);
  });
  expect(accepted.size).toBeGreaterThan(200);
  await reader.disconnect();
});
