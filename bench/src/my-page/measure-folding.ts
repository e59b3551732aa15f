import { setTimeout as pause } from 'node:timers/promises';
import {
  newId,
  type OrderId,
  type OrderUpdated,
  orderUpdated,
  timestampOf,
  topics,
  type UserId,
} from '@rushgraph/contracts';
import { createProducer, event, headersOf, type Producer, type ProducerRecord } from '@rushgraph/messaging';
import {
  connectMongo,
  createMyPageStore,
  createUpdatesConsumer,
  type MyPageStore,
  updates,
} from '@rushgraph/mypage/pages';
import { createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';

const PER_CUSTOMER = 5;
const LOOKED_AT = 500;
const LOOK_AGAIN_MS = 100;

const idOf = <Id extends string>(number: number) =>
  newId<Id>(new Date('2026-01-01T00:00:00Z'), Buffer.from(number.toString(16).padStart(20, '0'), 'hex'));
const customer = (number: number) => idOf<UserId>(number);

function settled(number: number, of: number, at: Date): OrderUpdated {
  return {
    orderId: idOf<OrderId>(1_000_000 + number),
    userId: customer(of),
    version: 2,
    status: 'CONFIRMED',
    title: 'Green tea and 1 more',
    total: { amount: 3_900, currency: 'KRW' },
    lines: [],
    rejection: null,
    placedAt: timestampOf(at),
    settledAt: timestampOf(at),
  };
}

interface Folding {
  readonly producer: Producer;
  readonly store: MyPageStore;
  /** Documents that were written. */
  written(): number;
  record(data: OrderUpdated): ProducerRecord;
  /** Begins to fold. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

async function createFolding(servers: BenchServers, name: string): Promise<Folding> {
  const { kafka, logger } = servers;
  const topicPrefix = `${servers.topicPrefix}${name}.`;
  const names = new Set(updates.map(({ topic }) => topic));
  await servers.topics(
    topics.filter((one) => names.has(one.name)).map((one) => ({ ...one, name: `${name}.${one.name}` })),
  );
  const mongo = await connectMongo(`${servers.mongodbUrl}_${name}`);
  const store = createMyPageStore(mongo.db);
  const metrics = createMetrics('bench', { defaults: false });
  let written = 0;
  const counting: MyPageStore = {
    ...store,
    async save(documents) {
      const isSaved = await store.save(documents);
      if (isSaved) written += documents.length;
      return isSaved;
    },
  };
  const producer = createProducer({ kafka, logger });
  const consumer = createUpdatesConsumer({
    kafka,
    groupPrefix: topicPrefix,
    topicPrefix,
    logger,
    metrics,
    onFatal: (error) => logger.error({ err: error }, 'the benchmark cannot fold'),
    forWriting: async () => counting,
  });
  return {
    producer,
    store,
    written: () => written,
    record(data) {
      const told = event(orderUpdated, data, { subject: data.orderId, sequence: data.version });
      const headers = headersOf(told, { id: data.orderId, source: 'order', time: data.placedAt });
      return { topic: topicPrefix + told.topic, key: told.key, value: told.payload, headers };
    },
    start: () => consumer.start(),
    async stop() {
      await consumer.stop();
      await producer.stop();
      await mongo.db.dropDatabase();
      await mongo.close();
    },
  };
}

/**
 * How fast events that wait are folded into the pages of their customers, in one process: the five events of each
 * customer one after the other, as when an order is placed and settled, or each customer once before any comes again.
 */
export async function measureFolding(
  servers: BenchServers,
  { name, events, inTurn }: { readonly name: string; readonly events: number; readonly inTurn: boolean },
): Promise<Row> {
  const folding = await createFolding(servers, inTurn ? 'in_turn' : 'in_a_row');
  const customers = events / PER_CUSTOMER;
  const customerOf = (number: number) => (inTurn ? number % customers : Math.floor(number / PER_CUSTOMER));
  const at = new Date('2026-01-01T00:00:00Z');
  for (let start = 0; start < events; start += 5_000) {
    const numbers = Array.from({ length: Math.min(5_000, events - start) }, (_, index) => start + index);
    await folding.producer.send(numbers.map((number) => folding.record(settled(number, customerOf(number), at))));
  }
  const startedAt = performance.now();
  await folding.start();
  for (let first = 0; first < customers; ) {
    const some = Array.from({ length: Math.min(LOOKED_AT, customers - first) }, (_, index) => customer(first + index));
    const pages = [...(await folding.store.loadMany(some)).values()];
    const isWhole = pages.length === some.length && pages.every(({ orders }) => orders.count === PER_CUSTOMER);
    if (isWhole) first += some.length;
    else await pause(LOOK_AGAIN_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const documents = folding.written();
  await folding.stop();
  return {
    name,
    figures: { 'events/s': events / seconds, 'documents/s': documents / seconds },
    isCharted: false,
  };
}
