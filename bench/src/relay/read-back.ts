import type { Kafka } from 'kafkajs';
import { parseTicked } from './load.ts';

export interface ReadBack {
  /** Different events on the topic. */
  readonly events: number;
  /** Records beyond the first one of an event. */
  readonly repeated: number;
}

/**
 * Reads the topic from its start to its end. Throws when an event of a key appears for the first time before an earlier
 * one of that key, which is also what a missing one looks like.
 */
export async function readBack(kafka: Kafka, topic: string): Promise<ReadBack> {
  const ends = await endsOf(kafka, topic);
  const last = new Map<string, number>();
  let events = 0;
  let repeated = 0;

  function take(value: Buffer | null): void {
    const { key, sequence } = parseTicked(JSON.parse(String(value)));
    const before = last.get(key) ?? 0;
    if (sequence <= before) {
      repeated++;
      return;
    }
    if (sequence > before + 1) throw new Error(`Event ${sequence} of ${key} is on the topic before ${before + 1}`);
    last.set(key, sequence);
    events++;
  }

  const consumer = kafka.consumer({ groupId: `${topic}.${process.pid}.${performance.now()}`, maxWaitTimeInMs: 50 });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        try {
          for (const { value } of messages) take(value);
        } catch (error) {
          reject(error);
        }
        if (BigInt(messages.at(-1)?.offset ?? 0) + 1n >= (ends.get(partition) ?? 0n)) ends.delete(partition);
        if (ends.size === 0) resolve();
      },
    });
    await promise;
  } finally {
    await consumer.disconnect();
  }
  return { events, repeated };
}

/** Partition → the offset after its last record; empty ones are left out. */
async function endsOf(kafka: Kafka, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return new Map(offsets.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, BigInt(high)]));
}
