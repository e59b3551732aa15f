import {
  deriveId,
  type EventDefinition,
  type ItemId,
  type OrderId,
  type OrderRequested,
  orderRequested,
  type StockResult,
  stockResult,
  type UserId,
} from '@rushgraph/contracts';
import { createProducer, event, type Producer } from '@rushgraph/messaging';
import type { BenchServers } from '../harness/bench-servers.ts';

const AT_ONCE = 10_000;

/** Writes requests as the streams engine does: first some that are settled, each with its tombstone, then pending ones. */
export async function fillRequests(servers: BenchServers, pending: number, settled: number): Promise<void> {
  await producing(servers, async (producer) => {
    const topic = servers.topicPrefix + orderRequested.topic;
    await inParts(settled, async (from, to) => {
      const records = requests('settled', from, to).map((data) =>
        recordOf(servers, orderRequested, data.orderId, data),
      );
      await producer.send(records);
      await producer.send(records.map((record) => ({ ...record, topic, value: null })));
    });
    await inParts(pending, (from, to) =>
      producer.send(requests('pending', from, to).map((data) => recordOf(servers, orderRequested, data.orderId, data))),
    );
  });
}

/** Confirms the first of the pending orders. */
export async function confirmFirst(servers: BenchServers, count: number): Promise<void> {
  await producing(servers, (producer) =>
    producer.send(
      requests('pending', 0, count).map(({ orderId, lines }) => {
        const sold = lines.map((line) => ({
          ...line,
          name: 'Item',
          unitPrice: { amount: 1_000, currency: 'KRW' as const },
        }));
        const result: StockResult = { outcome: 'RESERVED', orderId, lines: sold, decidedAt: new Date().toISOString() };
        return recordOf(servers, stockResult, orderId, result);
      }),
    ),
  );
}

async function producing(servers: BenchServers, work: (producer: Producer) => Promise<void>): Promise<void> {
  const producer = createProducer({ kafka: servers.kafka, logger: servers.logger });
  await work(producer);
  await producer.stop();
}

async function inParts(count: number, work: (from: number, to: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) await work(from, Math.min(from + AT_ONCE, count));
}

function requests(name: string, from: number, to: number): OrderRequested[] {
  const requestedAt = new Date().toISOString();
  const lines = ['one', 'two'].map((item) => ({ itemId: deriveId<ItemId>('item', item), quantity: 1 }));
  return Array.from({ length: to - from }, (_, index) => ({
    orderId: deriveId<OrderId>('order', `${name} ${from + index}`),
    userId: deriveId<UserId>('user', `${name} ${from + index}`),
    inputHash: '0'.repeat(64),
    lines,
    requestedAt,
  }));
}

function recordOf<T>({ topicPrefix }: BenchServers, definition: EventDefinition<T>, id: string, data: T) {
  const { key, payload } = event(definition, data, { subject: id, sequence: 1 });
  return {
    topic: topicPrefix + definition.topic,
    key,
    value: payload,
    headers: {
      ce_id: key,
      ce_type: definition.type,
      ce_source: 'bench',
      ce_subject: key,
      ce_sequence: '1',
      ce_time: new Date().toISOString(),
    },
  };
}
