import type { OutgoingRecord } from '../outbox/outgoing-record.ts';
import type { Batch } from './batch.ts';

/** What is to take effect as one: the offsets `[from, to)` of a partition. */
export interface Step<E> {
  readonly batch: Batch<E>;
  readonly deadLetters: readonly OutgoingRecord[];
  readonly from: bigint;
  readonly to: bigint;
}

/** How far a group has come, and how the effect of a step and its offset are brought about together. */
export interface Progress<E> {
  /** Whether each step commits its offsets to Kafka; otherwise Kafka is told now and then, for who monitors the lag. */
  readonly commitsToKafka: boolean;
  /** The next offset to take effect; null when the group has never been here. */
  load(topic: string, partition: number): Promise<bigint | null>;
  /**
   * An offset before which all has taken effect, where the store of the effect knows one by itself; null when it knows
   * none. It may be behind. Tells of a topic that was made anew, whose offsets Kafka has deleted with it.
   */
  reached?(topic: string, partition: number): Promise<bigint | null>;
  /** Takes the step. Throws FencedOff when the partition is no longer where `from` says. */
  apply(step: Step<E>): Promise<void>;
  /** Takes steps of different partitions as one, all or none; absent where that cannot be. */
  readonly applyTogether?: ((steps: readonly Step<E>[]) => Promise<void>) | undefined;
}
