import type { Database } from '@rushgraph/database';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import {
  createConsumer,
  createOutbox,
  createRelay,
  createTopics,
  deadLetterTopic,
  type EventDefinition,
  event,
} from '../src/index.ts';

interface Added {
  readonly name: string;
  readonly amount: number;
}

/** An event type: a name, a topic, a key and a schema. */
const added: EventDefinition<Added> = {
  type: 'example.tally.added.v1',
  topic: 'example.tally.added.v1',
  schema: z.object({ name: z.string(), amount: z.int() }),
  key: ({ name }) => name,
};

export interface TallyDeps {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly metrics: { readonly registry: Registry };
  readonly newId: () => string;
  readonly now: () => Date;
  readonly onFatal: (error: unknown) => void;
  /** Lets several copies share one Kafka. */
  readonly prefix: string;
}

/** A service that records amounts and, from its own events, adds them up: each exactly once, whatever crashes. */
export async function startTally(deps: TallyDeps) {
  const { database, kafka, newId, now, prefix } = deps;
  const admin = kafka.admin();
  await admin.connect();
  const names = [added.topic, deadLetterTopic(added.topic, 'tally')];
  await createTopics(
    admin,
    names.map((name) => ({ name, partitions: 2, config: {} })),
    { prefix },
  );
  await admin.disconnect();

  const outbox = createOutbox({ source: 'example', newId, now });
  const relay = createRelay({ ...deps, outbox, topicPrefix: prefix, instanceId: newId() });
  const consumer = createConsumer({
    ...deps,
    outbox,
    topicPrefix: prefix,
    groupPrefix: prefix,
    group: 'tally',
    definitions: [added],
    async handle({ records }, tx) {
      for (const { data } of records) {
        if (data === null) continue;
        await tx.run(
          `INSERT INTO tally (name, total, times) VALUES (?, ?, 1)
           ON DUPLICATE KEY UPDATE total = total + ?, times = times + 1`,
          [data.name, data.amount, data.amount],
        );
      }
    },
  });
  await relay.start();
  await consumer.start();

  return {
    /** The state change and its event are one transaction: both happen, or neither. */
    add: (name: string, amount: number) =>
      database.transaction((tx) => outbox.record(tx, [event(added, { name, amount }, { subject: name, sequence: 1 })])),
    total: async (name: string) =>
      (await database.rows<{ total: number }>('SELECT total FROM tally WHERE name = ?', [name]))[0]?.total ?? 0,
    /** Consumers first, so that what their last batch recorded still leaves. */
    async stop() {
      await consumer.stop();
      await relay.stop();
    },
  };
}
