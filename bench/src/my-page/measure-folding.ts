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
import { createProducer, createProjectionConsumer, encodeHeaders, type Producer } from '@rushgraph/messaging';
import { connectMongo } from '@rushgraph/mypage/connect-mongo';
import { createUpdatesHandler, type Update, updates } from '@rushgraph/mypage/fold-my-page/consume-updates';
import { createMyPageStore, type MyPageStore } from '@rushgraph/mypage/store-my-page/my-page-store';
import { createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';

const PER_CUSTOMER = 5;
const LOOK_AGAIN_MS = 5;
const SAMPLED = 20;

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
  record(data: OrderUpdated): { topic: string; key: string; value: string; headers: Record<string, string> };
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
  const consumer = createProjectionConsumer<Update>({
    kafka,
    group: 'mypage',
    groupPrefix: topicPrefix,
    topicPrefix,
    definitions: updates,
    logger,
    metrics,
    onFatal: (error) => logger.error({ err: error }, 'the benchmark cannot fold'),
    handle: createUpdatesHandler({ forWriting: async () => counting, metrics }),
  });
  return {
    producer,
    store,
    written: () => written,
    record(data) {
      const metadata = {
        id: data.orderId,
        type: orderUpdated.type,
        source: 'order',
        time: data.placedAt,
        subject: data.orderId,
        sequence: data.version,
      };
      const headers = encodeHeaders(metadata);
      return { topic: topicPrefix + orderUpdated.topic, key: data.userId, value: JSON.stringify(data), headers };
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

/** How fast events that wait are folded into the pages of their customers, in one process. */
export async function measureFolding(servers: BenchServers, events: number): Promise<Row> {
  const folding = await createFolding(servers, 'folding');
  const customers = Math.ceil(events / PER_CUSTOMER);
  const at = new Date('2026-01-01T00:00:00Z');
  for (let start = 0; start < events; start += 5_000) {
    const numbers = Array.from({ length: Math.min(5_000, events - start) }, (_, index) => start + index);
    await folding.producer.send(numbers.map((number) => folding.record(settled(number, number % customers, at))));
  }
  const startedAt = performance.now();
  await folding.start();
  for (let number = 0; number < customers; ) {
    const page = await folding.store.load(customer(number));
    if (page?.orders.count === PER_CUSTOMER || number + (PER_CUSTOMER - 1) * customers >= events) number++;
    else await pause(LOOK_AGAIN_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const documents = folding.written();
  await folding.stop();
  return {
    name: 'folding',
    figures: { 'events/s': events / seconds, 'documents/s': documents / seconds },
    isCharted: false,
  };
}

/** From the event of a settled order to a page that shows it, at so many orders a second. */
export async function measureFreshness(servers: BenchServers, perSecond: number, seconds: number): Promise<Row> {
  const folding = await createFolding(servers, 'freshness');
  await folding.start();
  const took: number[] = [];
  const watching: Promise<void>[] = [];
  const sending: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let number = 0; number < perSecond * seconds; number++) {
    const early = startedAt + (number * 1_000) / perSecond - performance.now();
    if (early > 1) await pause(early);
    const data = settled(number, number % 2_000, new Date());
    sending.push(folding.producer.send([folding.record(data)]));
    if (number % SAMPLED === 0) watching.push(watch(data, performance.now()));
  }
  await Promise.all([...sending, ...watching]);
  await folding.stop();
  return {
    name: `fresh at ${perSecond} orders/s`,
    figures: { 'p50 ms': percentile(took, 0.5), 'p99 ms': percentile(took, 0.99) },
    isCharted: false,
  };

  async function watch({ userId, orderId }: OrderUpdated, sentAt: number): Promise<void> {
    for (;;) {
      const page = await folding.store.load(userId);
      if (page?.orders.newest.some(({ id }) => id === orderId)) break;
      await pause(LOOK_AGAIN_MS);
    }
    took.push(performance.now() - sentAt);
  }
}
