import type { Tx } from '@rushgraph/database';
import type { NewEvent } from '../event.ts';
import { encodeHeaders, type Headers } from '../headers.ts';
import { murmur2 } from '../producer/murmur2.ts';

/** Buckets of the outbox. Each is published in order by one relay at a time; fixed, because rows carry theirs. */
export const BUCKETS = 8;

/** A record for any topic, as dead letters need it: raw bytes and free headers. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly headers: Headers;
  readonly payload: Buffer | string | null;
}

export interface Outbox {
  /**
   * Records events in the transaction of the state change that they tell of. Change the state first: its row lock is
   * what keeps the events of one aggregate in order.
   */
  record(tx: Tx, events: readonly NewEvent[]): Promise<void>;
  /** The same for records that are no events of ours. */
  recordRaw(tx: Tx, records: readonly OutgoingRecord[]): Promise<void>;
  /** Calls back after each commit that recorded something. */
  onRecorded(listener: () => void): void;
}

export interface OutboxOptions {
  /** CloudEvents source: the service's name. */
  readonly source: string;
  readonly newId: () => string;
  readonly now: () => Date;
}

const ROWS_PER_INSERT = 1_000;

/** The way out: an event outside a transaction cannot be expressed. */
export function createOutbox({ source, newId, now }: OutboxOptions): Outbox {
  const listeners: (() => void)[] = [];

  function notify(): void {
    for (const listener of listeners) listener();
  }

  async function insert(tx: Tx, records: readonly OutgoingRecord[]): Promise<void> {
    const createdAt = now();
    for (let start = 0; start < records.length; start += ROWS_PER_INSERT) {
      const rows = records
        .slice(start, start + ROWS_PER_INSERT)
        .map((record) => [
          bucketOf(record.key),
          record.topic,
          record.key,
          record.type,
          JSON.stringify(record.headers),
          record.payload === null ? null : record.payload,
          createdAt,
        ]);
      await tx.run(
        'INSERT INTO outbox (bucket, aggregatetype, aggregateid, type, headers, payload, created_at) VALUES ?',
        [rows],
      );
    }
    if (records.length > 0) tx.onCommit(notify);
  }

  return {
    record(tx, events) {
      const time = now().toISOString();
      const records = events.map(({ topic, key, type, subject, sequence, payload, traceparent }) => ({
        topic,
        key,
        type,
        payload,
        headers: encodeHeaders({
          id: newId(),
          type,
          source,
          time,
          subject,
          sequence,
          ...(traceparent !== undefined && { traceparent }),
        }),
      }));
      return insert(tx, records);
    },
    recordRaw: insert,
    onRecorded(listener) {
      listeners.push(listener);
    },
  };
}

/** Equal keys share a bucket, so one relay at a time publishes them, in order. */
export function bucketOf(key: string): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % BUCKETS;
}
