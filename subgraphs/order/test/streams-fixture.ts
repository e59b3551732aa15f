import { type OrderRequested, orderRequested, type StockResult, stockResult } from '@rushgraph/contracts';
import type { Batch, Producer, ProducerRecord } from '@rushgraph/messaging';
import { seededIds, silentLogger } from '@rushgraph/testkit';
import type { OrderEngine } from '../src/order/placement.ts';
import type { OnSettled } from '../src/order/requested-order.ts';
import { createStreamsEngine, type StreamsEngineDeps } from '../src/place-order/streams-engine.ts';
import { createResultHandler } from '../src/settle-order/consume-results.ts';
import type { OrderFixture, RecordedEvent } from './order-fixture.ts';

export interface StreamsFixture {
  /** What the engines have published, as `<type>`. */
  readonly sent: ProducerRecord[];
  /** Called with what is about to be sent; may throw. */
  beforeSend: (records: readonly ProducerRecord[]) => Promise<void>;
  engine(deps?: Partial<Omit<StreamsEngineDeps, 'settings'>>): OrderEngine;
  /** The table of pending orders: what was published, less what was tombstoned by either way out. */
  table(): Map<string, OrderRequested>;
  onSettled: OnSettled;
  /** Joins results as the worker does, in the fixture's table. */
  consume(...results: StockResult[]): Promise<void>;
  /** The same with a handler that trusts the table from the beginning. */
  consumeTrusting(...results: StockResult[]): Promise<void>;
  /** Empties the fixture's events; the table keeps what they said. */
  forgetEvents(): void;
  reset(): Promise<void>;
}

/** The streams engine with Kafka's part played by a list. */
export function streamsFixture(shop: OrderFixture): StreamsFixture {
  const sent: ProducerRecord[] = [];
  let engines = 0;
  const fixture: StreamsFixture = {
    sent,
    beforeSend: async () => undefined,
    engine(deps = {}) {
      engines += 1;
      return createStreamsEngine({
        database: shop.database,
        producer,
        pending: shop.pending,
        newId: seededIds(1_000 + engines, shop.clock),
        now: shop.clock,
        logger: silentLogger(),
        metrics: shop.metrics,
        settings: {
          groupWaitMs: 1,
          maxGroup: 50,
          maxQueued: 100,
          maxInFlight: 4,
          topicPrefix: '',
          publishTimeoutMs: 1_000,
          checkTimeoutMs: 1_000,
        },
        ...deps,
      });
    },
    table() {
      const rows = new Map<string, OrderRequested>();
      const published = sent.filter(({ topic }) => topic === orderRequested.topic);
      for (const { key, value } of published) rows.set(key, orderRequested.schema.parse(JSON.parse(String(value))));
      const recorded = [...forgotten, ...shop.events].filter(({ type }) => type === orderRequested.type);
      for (const { key, data } of recorded) if (data !== null) rows.set(key, orderRequested.schema.parse(data));
      for (const { key, data } of recorded) if (data === null) rows.delete(key);
      return rows;
    },
    onSettled: (orders) => {
      settling.push(shop.pending.end(orders));
    },
    consume: (...results) => consume(results, {}),
    consumeTrusting: (...results) => consume(results, { recheckBatches: 0 }),
    forgetEvents() {
      forgotten.push(...shop.events.splice(0));
    },
    async reset() {
      for (const table of ['orders', 'parked_result', 'outbox']) await shop.database.run(`DELETE FROM ${table}`);
      await shop.redis.flushdb();
      for (const list of [shop.events, forgotten, sent]) list.length = 0;
      fixture.beforeSend = async () => undefined;
    },
  };
  const settling: Promise<void>[] = [];
  const forgotten: RecordedEvent[] = [];
  async function consume(results: readonly StockResult[], trust: { readonly recheckBatches?: number }): Promise<void> {
    const { onSettled } = fixture;
    const { outbox, clock: now, metrics } = shop;
    const handle = createResultHandler({ outbox, now, metrics, onSettled, ...trust });
    const rows = fixture.table();
    await shop.database.transaction((tx) => handle(batchOf(results), tx, (key) => rows.get(key)));
    await Promise.all(settling.splice(0));
  }
  const producer: Producer = {
    async send(records) {
      await fixture.beforeSend(records);
      sent.push(...records);
    },
    stop: async () => undefined,
  };
  return fixture;
}

/** The types of published records, a tombstone marked †. */
export function kindsOf(records: readonly ProducerRecord[]): string[] {
  return records.map(({ topic, value }) => (value === null ? `${topic} †` : topic));
}

export function batchOf(results: readonly StockResult[]): Batch<StockResult> {
  const records = results.map((data, index) => ({
    definition: stockResult,
    key: data.orderId,
    data,
    metadata: {
      id: String(index),
      type: stockResult.type,
      source: 'item',
      time: data.decidedAt,
      subject: data.orderId,
      sequence: 1,
    },
    offset: BigInt(index),
    timestamp: 0,
  }));
  return { topic: stockResult.topic, partition: 0, records };
}
