import {
  deriveId,
  type ItemId,
  type OrderId,
  type OrderRequested,
  orderRequested,
  type UserId,
} from '@rushgraph/contracts';
import { createConsumer, createOutbox, createProducer, event, type Producer } from '@rushgraph/messaging';
import { createClock, createIds } from '@rushgraph/service';
import { createTable } from '@rushgraph/streams';
import { Registry } from 'prom-client';
import { type BenchServers, benchServers, root } from './harness/bench-servers.ts';
import type { Benchmark, Row } from './harness/benchmark.ts';

const ROUNDS = 3;
const AT_ONCE = 10_000;
const SHAPES = [
  { name: '100,000 pending', pending: 100_000, settled: 0 },
  { name: '1,000 pending, 200,000 settled', pending: 1_000, settled: 200_000 },
];

/** How long an assignment keeps results waiting: from the start of a member until its table is ready. */
export const tableReplayBenchmark: Benchmark = {
  name: 'table-replay',
  describe: 'records per second at which a partition of the table of pending orders is replayed',
  async run(say) {
    const rows: Row[] = [];
    for (const { name, pending, settled } of SHAPES) {
      const servers = await benchServers(say);
      try {
        const streamTopic = 'bench.stream.v1';
        await servers.topics([
          { name: orderRequested.topic, partitions: 1, config: { 'cleanup.policy': 'compact' } },
          { name: streamTopic, partitions: 1, config: {} },
        ]);
        await fill(servers, pending, settled);
        say(`filled: ${name}`);
        const times: { start: number; replay: number }[] = [];
        for (let round = 0; round < ROUNDS; round++) times.push(await replay(servers, streamTopic, round, pending));
        const [median] = times.sort((left, right) => left.replay - right.replay).slice(1);
        if (median === undefined) throw new Error('Nothing was measured');
        const records = pending + 2 * settled;
        rows.push({
          name,
          figures: {
            records,
            'ready s': median.replay,
            'with joining s': median.start,
            'records/s': records / median.replay,
          },
        });
      } finally {
        await servers.drop();
      }
    }
    return {
      title: 'Replay of one partition of the table of pending orders',
      setting: `medians of ${ROUNDS} rounds; requests of two lines; a settled order is a request and its tombstone`,
      chart: 'records/s',
      rows,
      notes: ['The number of rows is checked after each round.'],
    };
  },
};

async function fill(servers: BenchServers, pending: number, settled: number): Promise<void> {
  const producer = createProducer({ kafka: servers.kafka, logger: servers.logger });
  await send(producer, servers, settled, (index) => request(`settled ${index}`), true);
  await send(producer, servers, pending, (index) => request(`pending ${index}`), false);
  await producer.stop();
}

async function send(
  producer: Producer,
  { topicPrefix }: BenchServers,
  count: number,
  make: (index: number) => OrderRequested,
  isSettled: boolean,
): Promise<void> {
  const topic = topicPrefix + orderRequested.topic;
  for (let start = 0; start < count; start += AT_ONCE) {
    const requests = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, index) => make(start + index));
    const records = requests.map((data) => {
      const { key, payload } = event(orderRequested, data, { subject: data.orderId, sequence: 1 });
      const headers = {
        ce_id: key,
        ce_type: orderRequested.type,
        ce_source: 'bench',
        ce_subject: key,
        ce_sequence: '1',
      };
      return { topic, key, value: payload, headers: { ...headers, ce_time: data.requestedAt } };
    });
    await producer.send(records);
    if (isSettled) await producer.send(records.map((record) => ({ ...record, value: null })));
  }
}

function request(name: string): OrderRequested {
  const lines = ['one', 'two'].map((item) => ({ itemId: deriveId<ItemId>('item', item), quantity: 1 }));
  return {
    orderId: deriveId<OrderId>('order', name),
    userId: deriveId<UserId>('user', name),
    inputHash: '0'.repeat(64),
    lines,
    requestedAt: '2026-01-01T00:00:00.000Z',
  };
}

async function replay(servers: BenchServers, streamTopic: string, round: number, expected: number) {
  const { database } = await servers.database(`replay${round}`, `${root}/subgraphs/order/migrations`);
  const now = createClock();
  const { promise: ready, resolve } = Promise.withResolvers<number>();
  const metrics = { registry: new Registry() };
  const table = createTable({ definition: orderRequested, logger: servers.logger, metrics });
  const { replica } = table;
  let assignedAt = 0;
  const consumer = createConsumer({
    kafka: servers.kafka,
    group: `replay-${round}`,
    groupPrefix: servers.topicPrefix,
    topicPrefix: servers.topicPrefix,
    definitions: [{ ...orderRequested, topic: streamTopic }],
    replicas: [
      {
        ...replica,
        assign(...of) {
          assignedAt = performance.now();
          replica.assign(...of);
        },
        apply(partition, records, generation) {
          replica.apply(partition, records, generation);
          if (replica.isCaughtUp(partition)) resolve(performance.now());
        },
      },
    ],
    database,
    outbox: createOutbox({ source: 'bench', newId: createIds(now), now }),
    logger: servers.logger,
    metrics,
    handle: async () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  const startedAt = performance.now();
  await consumer.start();
  const readyAt = await ready;
  await consumer.stop();
  if (table.size() !== expected) throw new Error(`The table has ${table.size()} rows instead of ${expected}`);
  return { start: (readyAt - startedAt) / 1_000, replay: (readyAt - assignedAt) / 1_000 };
}
