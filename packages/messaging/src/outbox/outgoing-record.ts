import type { Headers } from '../event/headers.ts';

/** A record for any topic, as dead letters need it: raw bytes and free headers. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly headers: Headers;
  readonly payload: Buffer | string | null;
}
