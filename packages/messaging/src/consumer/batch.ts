import type { EventDefinition, EventMetadata } from '../event/event.ts';

/** A record that was understood. */
export interface ConsumedRecord<E> {
  readonly definition: EventDefinition<unknown>;
  readonly key: string;
  /** Null is a tombstone. */
  readonly data: E | null;
  readonly metadata: EventMetadata;
  readonly offset: bigint;
  /** Kafka's timestamp, in milliseconds. */
  readonly timestamp: number;
}

/** Records of one partition, in order. */
export interface Batch<E> {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord<E>[];
}

/** Thrown by a handler for a record that can never be used: it goes to the dead letters, and the batch goes on without it. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  readonly record: ConsumedRecord<unknown>;
  readonly reason: string;

  constructor(record: ConsumedRecord<unknown>, reason: string) {
    super(reason);
    this.record = record;
    this.reason = reason;
  }
}

/** Somebody else owns the partition: the offset is not where we left it. Nothing of this batch has taken effect. */
export class FencedOff extends Error {
  override readonly name = 'FencedOff';
}
