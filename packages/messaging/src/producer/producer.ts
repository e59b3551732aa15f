import { withinLimit } from '@rushgraph/concurrency';
import {
  type Kafka,
  type Producer as KafkaProducer,
  Partitioners,
  type RecordMetadata,
  type TopicMessages,
} from 'kafkajs';
import type { Logger } from 'pino';
import { partitionKeyOf } from '../event/headers.ts';
import { partitionOf } from './murmur2.ts';
import type { ProducerRecord } from './producer-record.ts';
import { createQueue } from './record-queue.ts';

export interface Producer {
  /**
   * Resolves when every replica that must has each of these records. Rejects when that is not known: then some may be
   * there, and sending them again may repeat them. Waits while the queue is full. `mayBegin` is called before each batch
   * with some of the records, which then takes no longer than `timeoutMs`; when it throws, those that are left are not
   * sent, and its error is that of the call.
   */
  send(records: readonly ProducerRecord[], mayBegin?: () => void): Promise<void>;
  /** Sends what is queued, then disconnects. */
  stop(): Promise<void>;
}

export interface ProducerOptions {
  readonly kafka: Kafka;
  readonly logger: Logger;
  /** How long a batch waits for company. Default 5. */
  readonly lingerMs?: number;
  /** Time limit of one batch with all that it needs: metadata, connection, acknowledgement. Default 5,000. */
  readonly timeoutMs?: number;
  /** Records that may wait, over all callers. Default 20,000. */
  readonly maxQueued?: number;
}

const ALL_REPLICAS = -1;

/**
 * A producer that is exact where kafkajs 2.2 is not: one batch in flight, partitions chosen here, every acknowledgement
 * verified (a moved leader can make kafkajs resolve without having sent), and a new connection after an error whose outcome is unknown.
 */
export function createProducer(options: ProducerOptions): Producer {
  const { kafka, logger, lingerMs = 5, timeoutMs = 5_000, maxQueued = 20_000 } = options;
  const admin = kafka.admin();
  const partitionCounts = new Map<string, number>();
  let connected: Promise<KafkaProducer> | undefined;
  let adminConnected: Promise<void> | undefined;
  const queue = createQueue({ lingerMs, maxQueued, send: sendBatch });

  async function connect(): Promise<KafkaProducer> {
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      retry: { retries: 0 },
      // Every record names its partition; without a partitioner kafkajs warns about its default one.
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  async function sendBatch(records: readonly ProducerRecord[]): Promise<void> {
    try {
      await withinLimit(timeoutMs, ({ check }) => deliver(records, check));
    } catch (error) {
      discard();
      throw error;
    }
  }

  async function deliver(records: readonly ProducerRecord[], check: () => void): Promise<void> {
    const topicMessages = await groupByTopic(records);
    check();
    connected ??= connect();
    const producer = await connected;
    check();
    verify(topicMessages, await producer.sendBatch({ topicMessages, acks: ALL_REPLICAS, timeout: timeoutMs }));
  }

  /** Nobody knows what a failed connection still does: it is closed, and the next batch gets a new one. */
  function discard(): void {
    const failed = connected;
    connected = undefined;
    partitionCounts.clear();
    failed
      ?.then((producer) => producer.disconnect())
      .catch((error: unknown) => logger.debug({ err: error }, 'could not disconnect a failed producer'));
  }

  async function groupByTopic(records: readonly ProducerRecord[]): Promise<TopicMessages[]> {
    const byTopic = new Map<string, TopicMessages>();
    for (const record of records) {
      const { topic, key, value, headers } = record;
      const count = partitionCounts.get(topic) ?? (await countPartitions(topic));
      let group = byTopic.get(topic);
      if (group === undefined) {
        group = { topic, messages: [] };
        byTopic.set(topic, group);
      }
      group.messages.push({ key, value, headers, partition: partitionOf(partitionKeyOf(record), count) });
    }
    return [...byTopic.values()];
  }

  async function countPartitions(topic: string): Promise<number> {
    adminConnected ??= admin.connect();
    try {
      await adminConnected;
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const count = topics[0]?.partitions.length ?? 0;
      if (count === 0) throw new Error(`Topic ${topic} does not exist`);
      partitionCounts.set(topic, count);
      return count;
    } catch (error) {
      adminConnected = undefined;
      throw error;
    }
  }

  return {
    send: queue.add,
    async stop() {
      await queue.drain();
      await (await connected)?.disconnect();
      await admin.disconnect();
    },
  };
}

/** Throws unless each partition that was written to is among the acknowledged ones. */
export function verify(sent: readonly TopicMessages[], acknowledged: readonly RecordMetadata[]): void {
  const confirmed = acknowledged.filter(({ errorCode }) => errorCode === 0);
  for (const { topic, messages } of sent) {
    const partitions = new Set(confirmed.filter(({ topicName }) => topicName === topic).map((part) => part.partition));
    const lost = messages.find(({ partition }) => partition === undefined || !partitions.has(partition));
    if (lost !== undefined) throw new Error(`Partition ${lost.partition} of ${topic} did not acknowledge`);
  }
}
