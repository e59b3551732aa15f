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
  save(reached: readonly Reached[]): Promise<void>;
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
export interface Reached {
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

  async function mark(reached: readonly Reached[]): Promise<void> {
    const at = performance.now();
    const due = reached.filter((one) => at - (markedAt.get(nameOf(one)) ?? Number.NEGATIVE_INFINITY) >= MARK_EVERY_MS);
    if (marks === undefined || due.length === 0) return;
    await marks.save(due);
    for (const one of due) markedAt.set(nameOf(one), at);
  }

  async function applyTogether(steps: readonly Step<E>[]): Promise<void> {
    const batches = steps.flatMap(({ batch }) => (batch.records.length > 0 ? [batch] : []));
    if (batches.length > 0) await handle(batches);
    await setAside(steps.flatMap(({ deadLetters }) => deadLetters));
    const reached = steps.map(({ batch: { topic, partition }, to }) => ({ topic, partition, next: to }));
    await commit(reached);
    await mark(reached);
  }

  return {
    commitsToKafka: true,
    load: committed,
    ...(marks && { reached: marks.load }),
    apply: (step) => applyTogether([step]),
    applyTogether,
  };
}

const nameOf = ({ topic, partition }: Reached) => `${topic}/${partition}`;
