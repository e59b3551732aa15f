import { orderReleased, orderRequested, orderUpdated, stockResult, topics } from '@rushgraph/contracts';
import { createProducer, createRelay, type Producer, type Relay } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { eventually, race, seededIds, silentLogger, type TestKafka, testKafka } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, orderId, placement, refused, reserved } from '../test/order-fixture.ts';
import { loadOrders } from './db/load-orders.ts';
import type { OrderEngine } from './order/placement.ts';
import { createStreamsEngine } from './place-order/streams-engine.ts';
import { createOrderWorker, type OrderWorker } from './worker.ts';

interface Published {
  readonly type: string;
  readonly key: string;
  readonly value: Record<string, unknown> | null;
  readonly sequence: number;
}

let shop: OrderFixture;
let kafka: TestKafka;
let watcher: ReturnType<TestKafka['kafka']['consumer']>;
let producer: ReturnType<TestKafka['kafka']['producer']>;
let orderProducer: Producer;
const published: Published[] = [];
const workers: OrderWorker[] = [];
const relays: Relay[] = [];
const fatal: unknown[] = [];
const watched = [orderRequested, orderUpdated, orderReleased].map(({ topic }) => topic);

beforeAll(async () => {
  shop = await orderFixture();
  kafka = testKafka();
  await kafka.createTopics(topics.filter(({ name }) => /^commerce\.(order|stock\.result)\./.test(name)));
  watcher = kafka.kafka.consumer({ groupId: `${kafka.groupPrefix}watcher`, maxWaitTimeInMs: 20 });
  await watcher.connect();
  await watcher.subscribe({ topics: watched.map((topic) => kafka.topicPrefix + topic), fromBeginning: true });
  await watcher.run({
    eachMessage: async ({ topic, message: { key, value, headers } }) => {
      published.push({
        type: topic.slice(kafka.topicPrefix.length),
        key: String(key),
        value: value === null ? null : JSON.parse(String(value)),
        sequence: Number(headers?.ce_sequence),
      });
    },
  });
  producer = kafka.kafka.producer();
  await producer.connect();
  orderProducer = createProducer({ kafka: kafka.kafka, logger: silentLogger() });
  workers.push(worker('one'), worker('two'));
  relays.push(relay('one'), relay('two'));
  await Promise.all([...relays, ...workers].map((one) => one.start()));
});

afterAll(async () => {
  await Promise.all(workers.map((one) => one.stop()));
  await Promise.all(relays.map((one) => one.stop()));
  await Promise.all([watcher.disconnect(), producer.disconnect(), orderProducer.stop()]);
  await kafka.drop();
  await shop.drop();
});

function engineOf(name: 'outbox' | 'streams'): OrderEngine {
  if (name === 'outbox') return shop.engine();
  return createStreamsEngine({
    ...shop,
    producer: orderProducer,
    newId: seededIds(2_000, shop.clock),
    now: shop.clock,
    logger: silentLogger(),
    settings: {
      ...{ groupWaitMs: 1, maxGroup: 100, maxQueued: 1_000, maxInFlight: 2 },
      topicPrefix: kafka.topicPrefix,
      publishTimeoutMs: 5_000,
      checkTimeoutMs: 1_000,
    },
  });
}

function relay(instanceId: string): Relay {
  return createRelay({
    database: shop.database,
    outbox: shop.outbox,
    kafka: kafka.kafka,
    topicPrefix: kafka.topicPrefix,
    instanceId,
    logger: silentLogger(),
    metrics: createMetrics('order', { defaults: false }),
  });
}

function worker(instanceId: string): OrderWorker {
  return createOrderWorker({
    database: shop.database,
    outbox: shop.outbox,
    pending: shop.pending,
    redis: shop.redis,
    kafka: kafka.kafka,
    fetchReservation: async () => ({ kind: 'unavailable' }),
    now: shop.clock,
    logger: silentLogger(),
    metrics: createMetrics('order', { defaults: false }),
    orderMetrics: shop.metrics,
    onFatal: (error) => fatal.push(error),
    settings: {
      topicPrefix: kafka.topicPrefix,
      groupPrefix: kafka.groupPrefix,
      instanceId,
      parkedGraceMs: 60_000,
      keyDays: 30,
      reconciliation: {
        everyMs: 50,
        checkAfterMs: 5_000,
        retryAfterMs: 2_000,
        giveUpAfterMs: 30_000,
        giveUpUnheardAfterMs: 3_600_000,
        leaseMs: 15_000,
        batchSize: 20,
      },
    },
  });
}

async function sendResults(results: readonly ReturnType<typeof reserved>[]): Promise<void> {
  await producer.send({
    topic: kafka.topicPrefix + stockResult.topic,
    acks: -1,
    messages: results.map((result, index) => ({
      key: result.orderId,
      value: JSON.stringify(result),
      headers: {
        ce_specversion: '1.0',
        ce_id: `${result.orderId}-${index}`,
        ce_type: stockResult.type,
        ce_source: 'item',
        ce_time: result.decidedAt,
        ce_subject: result.orderId,
        ce_sequence: '1',
      },
    })),
  });
}

const of = (type: string, customer: string, key: string) =>
  published.filter(
    (one) => one.type === type && (one.key === orderId(customer, key) || one.value?.orderId === orderId(customer, key)),
  );

describe.each(['outbox', 'streams'] as const)('an order of the %s engine between MySQL and Kafka', (name) => {
  const [ann, ben] = [`ann-${name}`, `ben-${name}`];

  it('is asked for, told of, settled by the result and taken out of the table of pending orders', async () => {
    const placed = placement(ann, 'k1');
    await engineOf(name).place(placed);
    await eventually(() => {
      expect(of(orderRequested.type, ann, 'k1')).toMatchObject([
        { key: placed.id, value: { orderId: placed.id, userId: placed.userId } },
      ]);
      expect(of(orderUpdated.type, ann, 'k1')).toMatchObject([
        { key: placed.id, sequence: 1, value: { status: 'PENDING' } },
      ]);
    });
    await sendResults([reserved(placed)]);
    await eventually(() => {
      expect(of(orderUpdated.type, ann, 'k1').map(({ value, sequence }) => [value?.status, sequence])).toEqual([
        ['PENDING', 1],
        ['CONFIRMED', 2],
      ]);
      expect(of(orderRequested.type, ann, 'k1').map(({ value }) => value === null)).toEqual([false, true]);
    });
    expect((await loadOrders(shop.database, [placed.id])).get(placed.id)).toMatchObject({
      status: 'CONFIRMED',
      version: 2,
    });
  });

  it('ends once each for many orders at once, with results twice and in any order', async () => {
    const engine = engineOf(name);
    const placements = Array.from({ length: 100 }, (_, number) => placement(`${name}${number % 7}`, `n${number}`));
    const results = placements.map((one, number) => (number % 3 === 0 ? refused(one) : reserved(one)));
    // Some results are there before their orders: they are parked.
    await sendResults(results.slice(0, 20));
    await race(100, async (number) => engine.place(placements[number] ?? placement(ann, 'none')));
    await sendResults([...results].reverse());
    await sendResults(results);
    await eventually(
      async () => {
        const rows = await shop.database.rows<{ status: string; version: number; orders: number }>(
          `SELECT status, version, COUNT(*) AS orders FROM orders WHERE id IN (?) GROUP BY status, version ORDER BY status`,
          [placements.map(({ id }) => id)],
        );
        expect(rows).toEqual([
          { status: 'CONFIRMED', version: 2, orders: 66 },
          { status: 'REJECTED', version: 2, orders: 34 },
        ]);
        expect(await shop.count('parked_result')).toBe(0);
        expect(await shop.count('outbox')).toBe(0);
        for (const [number] of placements.entries()) {
          const versions = of(orderUpdated.type, `${name}${number % 7}`, `n${number}`).map(({ sequence }) => sequence);
          // A request that is seen after the end makes the end be told again.
          expect([...new Set(versions)]).toEqual([1, 2]);
        }
      },
      { timeoutMs: 20_000 },
    );
    if (name === 'streams')
      await eventually(async () => expect(await shop.redis.keys('{order}:pending:*')).toEqual([]));
    expect(published.filter(({ type }) => type === orderReleased.type)).toEqual([]);
    expect(fatal).toEqual([]);
  });

  it('goes on after a result that does not fit, which is set aside', async () => {
    const [misfit, fits] = [placement(ann, 'm1'), placement(ann, 'm2')];
    await Promise.all([misfit, fits].map((one) => engineOf(name).place(one)));
    await sendResults([{ ...reserved(placement(ben, 'x', { pen: 7 })), orderId: misfit.id }, reserved(fits)]);
    await eventually(async () => {
      const orders = await shop.reader.orders([misfit.id, fits.id]);
      expect([orders.get(misfit.id)?.status, orders.get(fits.id)?.status]).toEqual(['PENDING', 'CONFIRMED']);
    });
    const admin = kafka.kafka.admin();
    await admin.connect();
    await eventually(async () => {
      const offsets = await admin.fetchTopicOffsets(`${kafka.topicPrefix}${stockResult.topic}.order.dlq`);
      expect(offsets.map(({ high }) => high)).toEqual([name === 'outbox' ? '1' : '2']);
    });
    await admin.disconnect();
  });
});

it('shows orders that only Kafka has again when Redis was emptied', async () => {
  const placed = placement('carl', 'k1');
  await engineOf('streams').place(placed);
  await eventually(() => expect(of(orderRequested.type, 'carl', 'k1')).toHaveLength(1));
  await shop.redis.flushdb();
  await eventually(async () => {
    expect((await shop.reader.orders([placed.id])).get(placed.id)).toMatchObject({ status: 'PENDING' });
  });
  await sendResults([reserved(placed)]);
  await eventually(async () => {
    expect((await shop.reader.orders([placed.id])).get(placed.id)).toMatchObject({ status: 'CONFIRMED' });
  });
});
