import type { Headers } from '../event/headers.ts';

/** A record for one topic; its key chooses the partition unless its headers name another partition key, a null value is a tombstone. */
export interface ProducerRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer | string | null;
  readonly headers: Headers;
}
