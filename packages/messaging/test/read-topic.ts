import { eventually } from '@rushgraph/testkit';
import type { Kafka, KafkaMessage } from 'kafkajs';

/** Every message that is on the topic now, by partition and offset. */
export async function readTopic(kafka: Kafka, topic: string): Promise<KafkaMessage[]> {
  return (await readPartitions(kafka, topic)).map(({ message }) => message);
}

export interface Placed {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** The same, with their partitions. */
export async function readPartitions(kafka: Kafka, topic: string): Promise<Placed[]> {
  const admin = kafka.admin();
  await admin.connect();
  // A broker that was kept from its heartbeats leads nothing for a moment.
  const ends = await eventually(() => admin.fetchTopicOffsets(topic), { timeoutMs: 20_000, everyMs: 100 });
  await admin.disconnect();
  const expected = ends.reduce((total, { high, low }) => total + Number(high) - Number(low), 0);
  // By place: a consumer that had to begin again reads again.
  const found = new Map<string, Placed>();
  if (expected === 0) return [];
  const consumer = kafka.consumer({ groupId: `${topic}-reader-${process.hrtime.bigint()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          found.set(`${partition}/${message.offset}`, { partition, message });
          if (found.size === expected) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return [...found.values()].sort(
    (left, right) => left.partition - right.partition || Number(left.message.offset) - Number(right.message.offset),
  );
}
