import { TryAgain } from '@rushgraph/database';
import type { Producer } from '../producer/producer.ts';
import type { Batch } from './batch.ts';
import type { Progress, Step } from './progress.ts';

interface KafkaProgressOptions<E> {
  readonly topicPrefix: string;
  readonly producer: Producer;
  readonly commit: (topic: string, partition: number, next: bigint) => Promise<void>;
  /** Must be idempotent: a crash before the commit repeats it. */
  readonly handle: (batch: Batch<E>) => Promise<void>;
}

/** For effects that MySQL does not hold: effect, then dead letters, then Kafka's own offset. At least once. */
export function createKafkaProgress<E>({
  topicPrefix,
  producer,
  commit,
  handle,
}: KafkaProgressOptions<E>): Progress<E> {
  async function setAside(deadLetters: Step<E>['deadLetters']): Promise<void> {
    try {
      await producer.send(
        deadLetters.map(({ topic, key, payload, headers }) => ({
          topic: topicPrefix + topic,
          key,
          value: payload,
          headers,
        })),
      );
    } catch (cause) {
      // Whatever the brokers say, no record of the batch is at fault.
      throw new TryAgain('dead letters were not acknowledged', { cause });
    }
  }

  return {
    // kafkajs starts where Kafka's committed offset says.
    load: async () => null,
    async apply({ batch, deadLetters, to }) {
      if (batch.records.length > 0) await handle(batch);
      await setAside(deadLetters);
      await commit(batch.topic, batch.partition, to);
    },
  };
}
