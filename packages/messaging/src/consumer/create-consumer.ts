import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '../outbox/outbox.ts';
import { createProducer } from '../producer/producer.ts';
import type { Batch } from './batch.ts';
import { createRecordConsumer } from './consumer.ts';
import type { Consumer, ConsumerOptions } from './consumer-options.ts';
import { createKafkaProgress, type ProjectionMarks } from './kafka-progress.ts';
import { createMysqlProgress, type HandleBatch, type HandleBatches } from './mysql-progress.ts';
import type { SharedAdmin } from './shared-admin.ts';

/**
 * The effect of records, in the transaction that also moves the offsets. May be called again after a rollback. Throw
 * InvalidEvent for a record that can never be used.
 */
export type MysqlHandler<E> =
  /** One partition at a time. */
  | { readonly handle: HandleBatch<E> }
  /** Whatever partitions have waiting, in one transaction: fewer and larger ones. */
  | { readonly handleTogether: HandleBatches<E> };

export type MysqlConsumerOptions<E> = ConsumerOptions<E> &
  MysqlHandler<E> & {
    readonly database: Database;
    readonly outbox: Outbox;
  };

/** A consumer that is effectively once: effect, dead letters, outbox rows and offset are one MySQL transaction. */
export function createConsumer<E>(options: MysqlConsumerOptions<E>): Consumer {
  const { database, outbox, group } = options;
  const handler =
    'handle' in options
      ? { handle: options.handle }
      : {
          handle: (batch: Batch<E>, tx: Tx) => options.handleTogether([batch], tx),
          handleTogether: options.handleTogether,
        };
  return createRecordConsumer(options, () => createMysqlProgress({ database, outbox, group, ...handler }));
}

export interface ProjectionConsumerOptions<E> extends ConsumerOptions<E> {
  /** An idempotent fold of what all partitions have waiting: a crash may repeat the last batches. */
  readonly handle: (batches: readonly Batch<E>[]) => Promise<void>;
  /** Without them a topic that was deleted and made anew is noticed only by a consumer that was running meanwhile. */
  readonly marks?: ProjectionMarks;
}

/**
 * A projection may be some tenths of a second behind, and a document that changes twice meanwhile is written once. Below
 * this rate its steps cost little as it is. A step that lasted as long has let records gather by itself.
 */
const PROJECTING = { busyPerSecond: 100, pauseMs: 200, fromBeginning: true };
const MOST_PROJECTED = 2_000;

/** A consumer for stores other than MySQL: at least once, Kafka's offset is committed after the fold. */
export function createProjectionConsumer<E>(options: ProjectionConsumerOptions<E>): Consumer {
  const { kafka, logger, handle, marks, group, topicPrefix = '', groupPrefix = '' } = options;
  const producer = createProducer({ kafka, logger });
  const consumer = createRecordConsumer(
    { maxBatch: MOST_PROJECTED, gathering: PROJECTING, ...options },
    (kafkaConsumer, admin) =>
      createKafkaProgress({
        topicPrefix,
        producer,
        handle,
        marks,
        committed: (topic, partition) => committedOffset(admin, groupPrefix + group, topic, partition),
        commit: (reached) =>
          kafkaConsumer.commitOffsets(
            reached.map(({ topic, partition, next }) => ({ topic, partition, offset: next.toString() })),
          ),
      }),
  );
  return {
    ...consumer,
    async stop() {
      await consumer.stop();
      await producer.stop();
    },
  };
}

async function committedOffset(
  admin: SharedAdmin,
  groupId: string,
  topic: string,
  partition: number,
): Promise<bigint | null> {
  const found = await admin.use((one) => one.fetchOffsets({ groupId, topics: [topic] }));
  const offset = BigInt(found[0]?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
  return offset < 0n ? null : offset;
}
