import { join } from 'node:path';
import type { Tx } from '@rushgraph/database';
import { type Consumer, createOutbox, createProducer, createRelay, event, type Outbox } from '@rushgraph/messaging';
import { fixedClock, seededIds, silentLogger, testDatabase, testKafka } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { createTumblingWindow, type TumblingWindowOptions, type WindowRecord } from '../src/index.ts';
import { type Paid, paid, paidLate } from './orders.ts';

export const settings = { sizeMs: 2_000, graceMs: 5_000, maxFutureMs: 60_000, idleAfterMs: 3_000 };

export type WindowOptions = TumblingWindowOptions<Paid, Paid, number>;

/** One payment: who, how much, and when, in milliseconds from the clock's present. */
export type Payment = readonly [id: string, amount: number, inMs: number];

/** Payments on a real broker, and members that sum them per payer and window into MySQL. */
export async function windowFixture(partitions = 4) {
  const { database, drop } = await testDatabase(join(import.meta.dirname, 'migrations'));
  const { kafka, topicPrefix, groupPrefix, ...broker } = testKafka();
  await broker.createTopics([paid, paidLate].map(({ topic }) => ({ name: topic, partitions, config: {} })));
  const clock = fixedClock('2026-01-01T00:00:00.000Z');
  const logger = silentLogger();
  const outbox = createOutbox({ source: 'test', newId: seededIds(1), now: clock });
  const producer = createProducer({ kafka, logger, lingerMs: 1 });
  const relay = createRelay({
    database,
    kafka,
    outbox,
    logger,
    metrics: { registry: new Registry() },
    topicPrefix,
    instanceId: 'relay',
  });
  await relay.start();
  const fatal: unknown[] = [];
  const consumers: Consumer[] = [];
  let sequence = 0;

  async function rows<Row>(table: string): Promise<Row[]> {
    return database.rows<Row>(`SELECT * FROM ${table} ORDER BY 1`);
  }

  return {
    database,
    kafka,
    clock,
    topicPrefix,
    createTopics: broker.createTopics,
    fatal,
    rows,
    async pay(...payments: readonly Payment[]): Promise<void> {
      await producer.send(
        payments.map(([id, amount, inMs]) => ({
          topic: topicPrefix + paid.topic,
          key: id,
          value: JSON.stringify({ id, amount }),
          headers: {
            ce_specversion: '1.0',
            ce_id: String(++sequence),
            ce_type: paid.type,
            ce_source: 'test',
            ce_time: new Date(clock().getTime() + inMs).toISOString(),
            ce_subject: id,
            ce_sequence: '1',
          },
        })),
      );
    },
    member(options: Partial<WindowOptions> = {}) {
      const registry = new Registry();
      const consumer = createTumblingWindow<Paid, Paid, number>({
        kafka,
        group: 'sums',
        topology: 'sums',
        instanceId: `member-${consumers.length}`,
        definitions: [paid, paidLate],
        database,
        outbox,
        logger,
        metrics: { registry },
        topicPrefix,
        groupPrefix,
        sessionTimeoutMs: 1_500,
        tickMs: 50,
        settings,
        aggregation: { initial: 0, add: (total, { amount }) => total + amount },
        aggregate: { parse: Number },
        input: ({ definition, data, metadata }) => ({
          value: data,
          timestamp: definition.topic === paidLate.topic ? null : Date.parse(metadata.time),
        }),
        onResults: keepResults,
        onSide: (side, tx) => comeAgain(side, tx, outbox),
        now: clock,
        onFatal: (error) => fatal.push(error),
        ...options,
      });
      consumers.push(consumer);
      return { ...consumer, registry };
    },
    /** Total of each final result, in the order in which they came. */
    async results(): Promise<[string, number][]> {
      return (await rows<{ id: string; total: number }>('window_total')).map(({ id, total }) => [id, total]);
    },
    /** What was ever counted: once and for all, in windows that are open, or handed to the side and not back yet. */
    async account(): Promise<{ results: number; open: number; side: number }> {
      const [sums] = await database.rows<{ results: string; open: string; side: string }>(
        `SELECT (SELECT COALESCE(SUM(total), 0) FROM window_total) AS results,
           (SELECT COALESCE(SUM(CAST(aggregate AS SIGNED)), 0) FROM stream_window) AS open,
           (SELECT COALESCE(SUM(total), 0) FROM sidelined) AS side`,
      );
      return { results: Number(sums?.results), open: Number(sums?.open), side: Number(sums?.side) };
    },
    async drop() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await relay.stop();
      await producer.stop();
      await broker.drop();
      await drop();
    },
  };
}

export type WindowFixture = Awaited<ReturnType<typeof windowFixture>>;

/** Writes results down as they come. */
export const keepResults: WindowOptions['onResults'] = async (results, tx) => {
  await tx.run('INSERT INTO window_total (id, total, records) VALUES ?', [
    results.map(({ id, aggregate, count }) => [id, aggregate, count]),
  ]);
};

async function comeAgain(side: Parameters<WindowOptions['onSide']>[0], tx: Tx, outbox: Outbox): Promise<void> {
  await tx.run('INSERT INTO sidelined (reason, total) VALUES ?', [
    side.map(({ reason, input }) => [reason, input.value.amount]),
  ]);
  await outbox.record(
    tx,
    side.map(({ input: { key, value } }) => event(paidLate, value, { subject: key, sequence: 1 })),
  );
}

/** Counts what has the same id once, as often as it comes. */
export const onlyOnce: NonNullable<WindowOptions['admit']> = async (records, tx) => {
  const fresh: WindowRecord<Paid>[] = [];
  for (const record of records) {
    const { affectedRows } = await tx.run('INSERT IGNORE INTO counted_once (id) VALUES (?)', [record.metadata.id]);
    if (affectedRows === 1) fresh.push(record);
  }
  return fresh;
};
