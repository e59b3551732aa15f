import { join } from 'node:path';
import type { Database, Tx } from '@rushgraph/database';
import { createDatabase } from '@rushgraph/database';
import { fixedClock, seededIds, silentLogger, testDatabase, testKafka } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import {
  type Batch,
  type Consumer,
  createConsumer,
  createOutbox,
  createRelay,
  type EventDefinition,
  event,
  type MysqlConsumerOptions,
  type Outbox,
  type OutboxRows,
  type Relay,
  type RelayOptions,
} from '../src/index.ts';

export interface Added {
  readonly name: string;
  readonly amount: number;
}

/** An event with the smallest schema that can refuse. */
export const added: EventDefinition<Added> = {
  type: 'test.tally.added.v1',
  topic: 'test.tally.added.v1',
  key: ({ name }) => name,
  schema: {
    parse(value) {
      const { name, amount } = (value ?? {}) as Record<string, unknown>;
      if (typeof name !== 'string' || typeof amount !== 'number') throw new Error('name and amount are needed');
      return { name, amount };
    },
  },
};

export const GROUP = 'tally';
const PARTITIONS = 2;

/** A service with an outbox, and a consumer that adds up, on servers of its own. */
export async function messagingFixture(config: Readonly<Record<string, string>> = {}) {
  const { database, url, drop } = await testDatabase(join(import.meta.dirname, 'migrations'));
  const { kafka, topicPrefix, groupPrefix, ...broker } = testKafka();
  const topics = [
    { name: added.topic, partitions: PARTITIONS, config },
    // As the system's own: room for a record and for what its dead letter adds.
    { name: `${added.topic}.${GROUP}.dlq`, partitions: 1, config: { 'max.message.bytes': '2097152' } },
  ];
  await broker.createTopics(topics);
  const clock = fixedClock();
  const logger = silentLogger();
  const registry = new Registry();
  const stops: (() => Promise<void>)[] = [];
  const newOutbox = (rows?: OutboxRows) =>
    createOutbox({ source: 'test', newId: seededIds(stops.length + 1), now: clock, ...(rows && { rows }) });
  const outbox = newOutbox();

  return {
    database,
    kafka,
    clock,
    outbox,
    logger,
    registry,
    topic: topicPrefix + added.topic,
    deadLetters: `${topicPrefix}${added.topic}.${GROUP}.dlq`,
    newOutbox,
    /** A second pool, as another process would have. */
    otherDatabase(): Database {
      const other = createDatabase({ url });
      stops.push(() => other.close());
      return other;
    },
    relay(options: Partial<RelayOptions> & { readonly instanceId: string }): Relay {
      const relay = createRelay({ database, kafka, outbox, logger, metrics: { registry }, topicPrefix, ...options });
      stops.push(() => relay.stop());
      return relay;
    },
    consumer(options: Partial<MysqlConsumerOptions<Added>> = {}): Consumer {
      const consumer = createConsumer<Added>({
        kafka,
        group: GROUP,
        definitions: [added],
        database,
        outbox,
        logger,
        metrics: { registry: new Registry() },
        topicPrefix,
        groupPrefix,
        sessionTimeoutMs: 1_500,
        onFatal: (error) => {
          throw error;
        },
        handle: addUp,
        ...options,
      });
      stops.push(() => consumer.stop());
      return consumer;
    },
    async record(...amounts: readonly Added[]): Promise<void> {
      await database.transaction((tx) => record(tx, outbox, amounts));
    },
    /** What was consumed: name → [total, times]. */
    async tally(): Promise<Record<string, [number, number]>> {
      const rows = await database.rows<{ name: string; total: number; times: number }>(
        'SELECT * FROM tally ORDER BY name',
      );
      return Object.fromEntries(rows.map(({ name, total, times }) => [name, [total, times]]));
    },
    async waiting(): Promise<number> {
      const [row] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox');
      return row?.n ?? 0;
    },
    async drop() {
      for (const stop of stops.reverse()) await stop();
      await broker.drop();
      await drop();
    },
  };
}

export type MessagingFixture = Awaited<ReturnType<typeof messagingFixture>>;

export function record(tx: Tx, outbox: Outbox, amounts: readonly Added[]): Promise<void> {
  return outbox.record(
    tx,
    amounts.map((amount, index) => event(added, amount, { subject: amount.name, sequence: index + 1 })),
  );
}

/** The effect: not idempotent, so that doing it twice shows. */
export async function addUp({ records }: Batch<Added>, tx: Tx): Promise<void> {
  for (const { data } of records) {
    if (data === null) continue;
    await tx.run(
      'INSERT INTO tally (name, total, times) VALUES (?) ON DUPLICATE KEY UPDATE total = total + ?, times = times + 1',
      [[data.name, data.amount, 1], data.amount],
    );
  }
}
