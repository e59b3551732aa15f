import { type StockDelta, type StockDeltaCause, stockDelta, stockDeltaId } from '@rushgraph/contracts';
import { type Consumer, createOutbox, createRelay, event } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { seededIds, silentLogger, testKafka } from '@rushgraph/testkit';
import { createDeltaWindow, type DeltaWindowDeps } from '../src/apply-deltas/create-delta-window.ts';
import { item, itemFixture, itemTopics, order } from './item-fixture.ts';

/** One decision of a gate: about which order and item, how much, why, and when from now, in milliseconds. */
export interface Decision {
  readonly order: string;
  readonly item: string;
  readonly quantity: number;
  readonly cause?: StockDeltaCause;
  readonly inMs?: number;
}

/** The item service's tables, real topics, and what a gate writes; by a clock that stands still, or by another. */
export async function deltaFixture({ now }: { now?: () => Date } = {}) {
  const shop = await itemFixture();
  const kafka = testKafka();
  await kafka.createTopics(itemTopics);
  const { database } = shop;
  const clock = now ?? shop.clock;
  const outbox = createOutbox({ source: 'item', newId: seededIds(7, clock), now: clock });
  const producer = kafka.kafka.producer();
  await producer.connect();
  const stops: (() => Promise<void>)[] = [];
  const fatal: unknown[] = [];

  function deltaOf({ order: name, item: of, quantity, cause = 'ORDER', inMs = 0 }: Decision): StockDelta {
    const orderId = order(name);
    const decidedAt = new Date(clock().getTime() + inMs).toISOString();
    return { deltaId: stockDeltaId(orderId, cause), itemId: item(of), orderId, quantity, cause, decidedAt };
  }

  return {
    ...shop,
    kafka,
    outbox,
    fatal,
    /** Publishes what is recorded. */
    async relay(): Promise<void> {
      const metrics = createMetrics('item', { defaults: false });
      const { topicPrefix } = kafka;
      const shared = { database, kafka: kafka.kafka, outbox, logger: silentLogger(), metrics, topicPrefix };
      const relay = createRelay({ ...shared, instanceId: 'relay' });
      stops.push(() => relay.stop());
      await relay.start();
    },
    /** As a gate does: the row and the event in one transaction. */
    async decide(...decisions: readonly Decision[]): Promise<void> {
      const deltas = decisions.map(deltaOf);
      await database.transaction(async (tx) => {
        await tx.run('INSERT INTO stock_delta (item_id, order_id, cause, quantity, decided_at) VALUES ?', [
          deltas.map((one) => [one.itemId, one.orderId, one.cause, one.quantity, new Date(one.decidedAt)]),
        ]);
        await outbox.record(
          tx,
          deltas.map((one) => event(stockDelta, one, { subject: one.itemId, sequence: 1 })),
        );
      });
    },
    /** Straight to the topic, with no row. */
    async publish(
      decisions: readonly Decision[],
      { key, id = 'ce' }: { key?: string; id?: string } = {},
    ): Promise<void> {
      await producer.send({
        topic: kafka.topicPrefix + stockDelta.topic,
        acks: -1,
        messages: decisions.map(deltaOf).map((delta) => ({
          key: key ?? delta.itemId,
          value: JSON.stringify(delta),
          headers: {
            ce_specversion: '1.0',
            ce_id: id,
            ce_type: stockDelta.type,
            ce_source: 'item',
            ce_time: clock().toISOString(),
            ce_subject: delta.itemId,
            ce_sequence: '1',
          },
        })),
      });
    },
    async startWindow(options: Partial<DeltaWindowDeps> = {}): Promise<Consumer & { metrics(): Promise<string> }> {
      const metrics = createMetrics('item', { defaults: false });
      const consumer = createDeltaWindow({
        database,
        outbox,
        kafka: kafka.kafka,
        topicPrefix: kafka.topicPrefix,
        groupPrefix: kafka.groupPrefix,
        instanceId: `window-${stops.length}`,
        windowSpan: { sizeMs: 2_000, graceMs: 5_000 },
        sessionTimeoutMs: 1_500,
        now: clock,
        logger: silentLogger(),
        metrics,
        onFatal: (error) => fatal.push(error),
        ...options,
      });
      stops.unshift(() => consumer.stop());
      await consumer.start();
      return { ...consumer, metrics: () => metrics.registry.metrics() };
    },
    /** How many deltas are in which state. */
    async states(): Promise<Record<string, number>> {
      const rows = await database.rows<{ state: string; n: number }>(
        'SELECT state, COUNT(*) AS n FROM stock_delta GROUP BY state ORDER BY state',
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
    async ledger(of: string): Promise<[number, string, number][]> {
      const rows = await database.rows<{ quantity: number; reference: string; balance_after: number }>(
        "SELECT quantity, reference, balance_after FROM stock_ledger WHERE item_id = ? AND cause = 'WINDOW' ORDER BY id",
        [item(of)],
      );
      return rows.map(({ quantity, reference, balance_after }) => [quantity, reference, balance_after]);
    },
    /** What was counted, and where it is now. The two are the same at every instant. */
    async account() {
      const [sums] = await database.rows<Record<'counted' | 'applied' | 'parked' | 'open', string>>(ACCOUNT);
      return {
        counted: Number(sums?.counted),
        applied: Number(sums?.applied),
        parked: Number(sums?.parked),
        open: Number(sums?.open),
      };
    },
    async drop() {
      for (const stop of stops) await stop();
      await producer.disconnect();
      await kafka.drop();
      await shop.drop();
    },
  };
}

export type DeltaFixture = Awaited<ReturnType<typeof deltaFixture>>;

const ACCOUNT = `SELECT
  (SELECT COALESCE(SUM(quantity), 0) FROM stock_delta WHERE state = 'COUNTED') AS counted,
  (SELECT COALESCE(SUM(quantity), 0) FROM stock_ledger WHERE cause = 'WINDOW') AS applied,
  (SELECT COALESCE(SUM(quantity), 0) FROM stock_parked) AS parked,
  (SELECT COALESCE(SUM(CAST(aggregate AS SIGNED)), 0) FROM stream_window) AS open`;
