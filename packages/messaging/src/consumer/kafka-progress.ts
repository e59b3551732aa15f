import { TryAgain } from '@rushgraph/database';
import type { Producer } from '../producer/producer.ts';
import type { Batch } from './batch.ts';
import type { Progress, Step } from './progress.ts';

/**
 * How far a projection has come, noted in its own store. Kafka deletes with a topic where its groups were, so that alone
 * tells a topic that was made anew from one that nobody has read.
 */
export interface ProjectionMarks {
  /** The offset noted last; null for none. */
  load(topic: string, partition: number): Promise<bigint | null>;
  save(topic: string, partition: number, next: bigint): Promise<void>;
}

/** Often enough: a mark may be behind. */
const MARK_EVERY_MS = 1_000;

interface KafkaProgressOptions<E> {
  readonly topicPrefix: string;
  readonly producer: Producer;
  readonly commit: (reached: readonly Reached[]) => Promise<void>;
  /** Kafka's committed offset; null when there is none. */
  readonly committed: (topic: string, partition: number) => Promise<bigint | null>;
  readonly marks?: ProjectionMarks | undefined;
  /** Must be idempotent: a crash before the commit repeats it. */
  readonly handle: (batches: readonly Batch<E>[]) => Promise<void>;
}

/** The next offset of a partition. */
interface Reached {
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
}

/** For effects that MySQL does not hold: effect, then dead letters, then Kafka's own offset. At least once. */
export function createKafkaProgress<E>({
  topicPrefix,
  producer,
  commit,
  committed,
  marks,
  handle,
}: KafkaProgressOptions<E>): Progress<E> {
  const markedAt = new Map<string, number>();

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
      throw new TryAgain('the broker did not acknowledge the dead letters', { cause });
    }
  }

  async function mark({ topic, partition, next }: Reached): Promise<void> {
    const at = `${topic}/${partition}`;
    if (marks === undefined || performance.now() - (markedAt.get(at) ?? Number.NEGATIVE_INFINITY) < MARK_EVERY_MS)
      return;
    await marks.save(topic, partition, next);
    markedAt.set(at, performance.now());
  }

  async function applyTogether(steps: readonly Step<E>[]): Promise<void> {
    const batches = steps.flatMap(({ batch }) => (batch.records.length > 0 ? [batch] : []));
    if (batches.length > 0) await handle(batches);
    await setAside(steps.flatMap(({ deadLetters }) => deadLetters));
    const reached = steps.map(({ batch: { topic, partition }, to }) => ({ topic, partition, next: to }));
    await commit(reached);
    for (const one of reached) await mark(one);
  }

  return {
    load: committed,
    ...(marks && { reached: marks.load }),
    apply: (step) => applyTogether([step]),
    applyTogether,
  };
}
