import type { Kafka, KafkaMessage } from 'kafkajs';

/** Every message that is on the topic now, by partition and offset. */
export async function readTopic(kafka: Kafka, topic: string): Promise<KafkaMessage[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const expected = ends.reduce((total, { high, low }) => total + Number(high) - Number(low), 0);
  const found: { partition: number; message: KafkaMessage }[] = [];
  if (expected === 0) return [];
  const consumer = kafka.consumer({ groupId: `${topic}-reader-${process.hrtime.bigint()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          found.push({ partition, message });
          if (found.length === expected) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found
    .sort(
      (left, right) => left.partition - right.partition || Number(left.message.offset) - Number(right.message.offset),
    )
    .map(({ message }) => message);
}
