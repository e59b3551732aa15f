import {
  deadLetterTopic,
  isId,
  type OrderId,
  orderReleased,
  orderRequested,
  type StockResult,
  stockResult,
} from '@rushgraph/contracts';
import { encodeHeaders, partitionOf } from '@rushgraph/messaging';
import { type Chance, shuffle } from '@rushgraph/testkit';
import type { Producer } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { FaultSystem } from './fault-system.ts';
import type { Placement } from './place-orders.ts';
import { endsOf, readTopic } from './read-topic.ts';

/** A record as somebody else's program might write it. */
interface RawRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}

const NEVER = '2026-01-01T00:00:00.000Z';

/** Writes to topics behind the back of every service. */
export interface Injector {
  /** Appends what is on the topic once more: some of its usable records, in any order. */
  repeat(topic: string, chance: Chance, most: number): Promise<number>;
  /** Appends records that no consumer can use; answers how many dead letters they must become. */
  poison(): Promise<Record<string, number>>;
  /** Appends stock results for orders that nobody knows yet. */
  results(results: readonly StockResult[]): Promise<void>;
  stop(): Promise<void>;
}

export async function createInjector({ kafka }: FaultSystem): Promise<Injector> {
  const producer: Producer = kafka.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();

  async function append(topic: string, records: readonly RawRecord[]): Promise<void> {
    const partitions = (await endsOf(kafka, topic)).length;
    const messages = records.map((record) => ({
      ...record,
      headers: { ...record.headers },
      partition: record.key === null ? 0 : partitionOf(String(record.key), partitions),
    }));
    await producer.send({ topic: kafka.topicPrefix + topic, acks: -1, messages });
  }

  return {
    async repeat(topic, chance, most) {
      const all = await readTopic(kafka, topic);
      const records = all.filter(({ key, value }) => key !== null && value !== null && isId(String(key)));
      const again = shuffle(chance, records).slice(0, most);
      await append(
        topic,
        again.map(({ key, value, headers = {} }) => ({ key, value, headers })),
      );
      return again.length;
    },
    async poison() {
      const expected: Record<string, number> = {};
      for (const [topic, group, records] of poisonByTopic()) {
        await append(topic, records);
        expected[deadLetterTopic(topic, group)] = records.length;
      }
      return expected;
    },
    results: (results) =>
      append(
        stockResult.topic,
        results.map((result) => ({
          key: result.orderId,
          value: JSON.stringify(stockResult.schema.parse(result)),
          headers: headersOf(stockResult.type, result.orderId),
        })),
      ),
    stop: () => producer.disconnect(),
  };
}

/** A result that comes before its order: that there is nothing left for it. */
export function earlyRefusal({ id, lines }: Placement): StockResult {
  const [first] = lines;
  if (first === undefined) throw new Error('An order has lines');
  return stockResult.schema.parse({
    outcome: 'REFUSED',
    orderId: id,
    reason: 'SOLD_OUT',
    itemIds: [first.itemId],
    decidedAt: NEVER,
  });
}

/** A result whose order never comes. */
export function orphanResult(orderId: OrderId, itemId: string): StockResult {
  const line = { itemId, quantity: 1, name: 'Tea', unitPrice: { amount: 1_000, currency: 'KRW' } };
  return stockResult.schema.parse({ outcome: 'RESERVED', orderId, lines: [line], decidedAt: NEVER });
}

function poisonByTopic(): [topic: string, group: string, records: RawRecord[]][] {
  const spoilt = (type: string): RawRecord[] => {
    const headers = headersOf(type, 'poison');
    const { ce_id: _id, ...nameless } = headers;
    return [
      { key: 'poison-1', value: '{not json', headers },
      { key: 'poison-2', value: '{}', headers },
      { key: 'poison-3', value: Buffer.from([0xff, 0x00, 0xfe]), headers },
      { key: 'poison-4', value: '{}', headers: headersOf(type.replace(/v1$/, 'v9'), 'poison') },
      { key: 'poison-5', value: '{}', headers: nameless },
      { key: 'poison-6', value: `{"orderId":"${'x'.repeat(100_000)}"}`, headers },
    ];
  };
  const nobodys = { key: null, value: '{}', headers: headersOf('x', 'poison') };
  const ended = { key: 'poison-7', value: null, headers: headersOf(stockResult.type, 'poison') };
  return [
    // A compacted topic takes no record without a key.
    [orderRequested.topic, 'item', spoilt(orderRequested.type)],
    [orderReleased.topic, 'item', [...spoilt(orderReleased.type), nobodys]],
    [stockResult.topic, 'order', [...spoilt(stockResult.type), nobodys, ended]],
  ];
}

function headersOf(type: string, subject: string): Record<string, string> {
  return encodeHeaders({ id: subject, type, source: 'fault', time: NEVER, subject, sequence: 1 });
}
