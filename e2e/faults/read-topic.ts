import { eventually, type TestKafka } from '@rushgraph/testkit';
import type { KafkaMessage } from 'kafkajs';

export interface PartitionEnds {
  readonly partition: number;
  readonly low: number;
  /** The offset of the next record. */
  readonly high: number;
}

/** A broker that was kept from its heartbeats leads nothing for a moment. */
const LEADER_LIMIT_MS = 30_000;

/** Where the partitions of a topic begin and end now. */
export async function endsOf({ kafka, topicPrefix }: TestKafka, topic: string): Promise<PartitionEnds[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await eventually(() => admin.fetchTopicOffsets(topicPrefix + topic), {
      timeoutMs: LEADER_LIMIT_MS,
      everyMs: 100,
    });
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  } finally {
    await admin.disconnect();
  }
}

/** Every record that is on the topic now, by partition and offset. */
export async function readTopic(test: TestKafka, topic: string): Promise<KafkaMessage[]> {
  const ends = (await endsOf(test, topic)).filter(({ low, high }) => high > low);
  if (ends.length === 0) return [];
  const wanted = new Map(ends.map(({ partition, high }) => [partition, high]));
  // By offset: a consumer that had to begin again reads again.
  const found = new Map<number, Map<string, KafkaMessage>>(ends.map(({ partition }) => [partition, new Map()]));
  const consumer = test.kafka.consumer({
    groupId: `${test.groupPrefix}reader-${process.hrtime.bigint()}`,
    maxWaitTimeInMs: 20,
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: test.topicPrefix + topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (!restart) reject(error);
      });
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch: { partition, messages } }) => {
            const end = wanted.get(partition);
            if (end === undefined) return;
            for (const one of messages) if (Number(one.offset) < end) found.get(partition)?.set(one.offset, one);
            if (Number(messages.at(-1)?.offset ?? -1) + 1 >= end) wanted.delete(partition);
            if (wanted.size === 0) resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return [...found].sort(([left], [right]) => left - right).flatMap(([, messages]) => [...messages.values()]);
}
