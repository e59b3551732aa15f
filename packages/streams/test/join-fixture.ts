import { fileURLToPath } from 'node:url';
import type { Tx } from '@rushgraph/database';
import { type Consumer, createOutbox, createProducer, type ProducerRecord } from '@rushgraph/messaging';
import { fixedClock, seededIds, silentLogger, testDatabase, testKafka } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { createTable, createTableJoin, type JoinHandler, type Table, type TableJoinOptions } from '../src/index.ts';
import { type Ordered, ordered, type Paid, paid } from './orders.ts';

const migrations = fileURLToPath(new URL('../../messaging/test/migrations', import.meta.url));

export interface Member {
  readonly consumer: Consumer;
  readonly table: Table<Ordered>;
  readonly registry: Registry;
}

/** A table and a stream on a real broker, and members that join them into MySQL. */
export async function joinFixture(partitions: number) {
  const { database, drop } = await testDatabase(migrations);
  const { kafka, topicPrefix, groupPrefix, ...broker } = testKafka();
  await broker.createTopics([
    { name: ordered.topic, partitions, config: { 'cleanup.policy': 'compact' } },
    { name: paid.topic, partitions, config: {} },
  ]);
  const clock = fixedClock();
  const logger = silentLogger();
  const outbox = createOutbox({ source: 'test', newId: seededIds(1), now: clock });
  const producer = createProducer({ kafka, logger, lingerMs: 1 });
  const fatal: unknown[] = [];
  const consumers: Consumer[] = [];
  let sequence = 0;

  function record(topic: string, key: string, data: object | null): ProducerRecord {
    const headers = { ce_specversion: '1.0', ce_id: String(++sequence), ce_type: topic, ce_source: 'test' };
    return {
      topic: topicPrefix + topic,
      key,
      value: data === null ? null : JSON.stringify(data),
      headers: { ...headers, ce_time: clock().toISOString(), ce_subject: key, ce_sequence: '1' },
    };
  }

  return {
    database,
    kafka,
    topicPrefix,
    fatal,
    /** Writes rows of the table (null removes one); done when they are there. */
    order: (rows: Readonly<Record<string, string | null>>) =>
      producer.send(
        Object.entries(rows).map(([id, what]) => record(ordered.topic, id, what === null ? null : { id, what })),
      ),
    pay: (...ids: readonly string[]) => producer.send(ids.map((id) => record(paid.topic, id, { id, amount: 1 }))),
    member(options: Partial<TableJoinOptions<Paid, Ordered>> = {}): Member {
      const registry = new Registry();
      const table = options.table ?? createTable({ definition: ordered, logger, metrics: { registry } });
      const consumer = createTableJoin<Paid, Ordered>({
        kafka,
        group: 'join',
        definitions: [paid],
        database,
        outbox,
        logger,
        metrics: { registry },
        topicPrefix,
        groupPrefix,
        sessionTimeoutMs: 6_000,
        onFatal: (error) => fatal.push(error),
        handle: tally,
        ...options,
        table,
      });
      consumers.push(consumer);
      return { consumer, table, registry };
    },
    /** What was joined: `<id> <row>` → how often. */
    async joined(): Promise<Record<string, number>> {
      const rows = await database.rows<{ name: string; times: number }>('SELECT name, times FROM tally ORDER BY name');
      return Object.fromEntries(rows.map(({ name, times }) => [name, times]));
    },
    async drop() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await producer.stop();
      await broker.drop();
      await drop();
    },
  };
}

export type JoinFixture = Awaited<ReturnType<typeof joinFixture>>;

/** Counts what was joined with what; not idempotent, so that doing it twice shows. */
export const tally: JoinHandler<Paid, Ordered> = async ({ records }, tx: Tx, lookup) => {
  for (const { key } of records) {
    const name = `${key} ${lookup(key)?.what ?? 'nothing'}`;
    await tx.run('INSERT INTO tally (name, total, times) VALUES (?) ON DUPLICATE KEY UPDATE times = times + 1', [
      [name, 1, 1],
    ]);
  }
};
