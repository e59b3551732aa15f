import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

/** The records that are on the topic now, in order within each partition. Meant for topics that stay small. */
export async function readWholeTopic(kafka: Kafka, topic: string): Promise<KafkaMessage[]> {
  return readRecords(kafka, topic, await endsOf(kafka, topic), () => undefined);
}

/** The records of one partition from an offset on. */
export async function readFrom(
  kafka: Kafka,
  topic: string,
  { partition, offset }: { readonly partition: number; readonly offset: bigint },
): Promise<KafkaMessage[]> {
  const ends = await endsOf(kafka, topic);
  const others = [...ends.keys()].filter((one) => one !== partition);
  const wanted = new Map([...ends].filter(([one, end]) => one === partition && end > offset));
  return readRecords(kafka, topic, wanted, (consumer) => {
    consumer.pause([{ topic, partitions: others }]);
    consumer.seek({ topic, partition, offset: offset.toString() });
  });
}

/** Reads up to the ends; `begin` is called as soon as the consumer runs. */
async function readRecords(
  kafka: Kafka,
  topic: string,
  ends: Map<number, bigint>,
  begin: (consumer: Consumer) => void,
): Promise<KafkaMessage[]> {
  if (ends.size === 0) return [];
  const groupId = `${topic}.inbox.${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 50 });
  const found: KafkaMessage[] = [];
  const { promise: allRead, resolve, reject } = Promise.withResolvers<void>();
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const end = ends.get(batch.partition);
        found.push(...batch.messages.filter(({ offset }) => end !== undefined && BigInt(offset) < end));
        if (end !== undefined && BigInt(batch.lastOffset()) + 1n >= end) ends.delete(batch.partition);
        if (ends.size === 0) resolve();
      },
    });
    begin(consumer);
    await allRead;
  } finally {
    await consumer.disconnect();
  }
  await deleteGroup(kafka, groupId);
  return found;
}

/** Partition → the offset after its last record; empty partitions are left out. */
async function endsOf(kafka: Kafka, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(offsets.filter(({ low, high }) => low !== high).map((one) => [one.partition, BigInt(one.high)]));
  } finally {
    await admin.disconnect();
  }
}

async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}
