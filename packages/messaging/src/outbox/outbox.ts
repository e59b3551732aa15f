import type { Tx } from '@rushgraph/database';
import type { NewEvent } from '../event.ts';
import { encodeHeaders, type Headers } from '../headers.ts';
import { murmur2 } from '../producer/murmur2.ts';
import { isPackable, PARCEL, type PackedRecord, packParcel, partParcels } from './parcel.ts';
import { createParcelMemory } from './parcel-memory.ts';

/** Buckets of the outbox. Each is published in order by one relay at a time; fixed, because rows carry theirs. */
export const BUCKETS = 8;
/** Parcels use the first of them alone: a row for many events costs little more than one for few, and few relays publish many. */
const PARCEL_BUCKETS = 2;

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
  /** The content of a parcel that this process has committed not long ago; otherwise its row has it. */
  recall(parcelId: string): readonly PackedRecord[] | undefined;
  /** The parcel is published. */
  forget(parcelId: string): void;
}

/**
 * `event`: a row for each event, which any reader of the table understands, change data capture too. `parcel`: a row or
 * two for the events of a transaction, which only the relay understands, and which cost a fraction. Keys have other
 * buckets then, so change it while the outbox is empty.
 */
export type OutboxRows = 'event' | 'parcel';

export interface OutboxOptions {
  /** CloudEvents source: the service's name. */
  readonly source: string;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Default `event`. */
  readonly rows?: OutboxRows;
}

type Row = readonly [
  bucket: number,
  topic: string,
  key: string,
  type: string,
  headers: string,
  payload: OutgoingRecord['payload'],
  createdAt: Date,
];

const ROWS_PER_INSERT = 1_000;
const CHARACTERS_PER_INSERT = 4_000_000;

/** The way out: an event outside a transaction cannot be expressed. */
export function createOutbox({ source, newId, now, rows = 'event' }: OutboxOptions): Outbox {
  const listeners: (() => void)[] = [];
  const memory = createParcelMemory();

  async function insert(tx: Tx, records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const createdAt = now();
    const parcels = new Map<string, readonly PackedRecord[]>();
    const written =
      rows === 'event'
        ? records.map((record) => rowOf(record, bucketOf(record.key, BUCKETS), createdAt))
        : pack(records, createdAt, parcels);
    for (const part of partRows(written)) {
      await tx.run(
        'INSERT INTO outbox (bucket, aggregatetype, aggregateid, type, headers, payload, created_at) VALUES ?',
        [part],
      );
    }
    tx.onCommit(() => {
      // A process without a relay has nobody to remember for.
      if (listeners.length > 0) for (const [id, parcel] of parcels) memory.keep(id, parcel);
      for (const listener of listeners) listener();
    });
  }

  /** One row for what each bucket gets; what is alone, or no text, keeps a row of its own, in its place. */
  function pack(
    records: readonly OutgoingRecord[],
    createdAt: Date,
    parcels: Map<string, readonly PackedRecord[]>,
  ): Row[] {
    return [...Map.groupBy(records, ({ key }) => bucketOf(key, PARCEL_BUCKETS))].flatMap(([bucket, own]) => {
      if (own.length === 1 || !own.every(isPackable)) return own.map((record) => rowOf(record, bucket, createdAt));
      return partParcels(own).map((parcel): Row => {
        const id = newId();
        parcels.set(id, parcel);
        return [bucket, PARCEL, id, PARCEL, '{}', packParcel(parcel), createdAt];
      });
    });
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
    recall: memory.recall,
    forget: memory.forget,
  };
}

function rowOf({ topic, key, type, headers, payload }: OutgoingRecord, bucket: number, createdAt: Date): Row {
  return [bucket, topic, key, type, JSON.stringify(headers), payload, createdAt];
}

/** Parts rows into statements that a server with the usual limits takes. */
function partRows(rows: readonly Row[]): Row[][] {
  const parts: Row[][] = [];
  let part: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    const size = row[5]?.length ?? 0;
    if (part.length > 0 && (part.length >= ROWS_PER_INSERT || characters + size > CHARACTERS_PER_INSERT)) {
      parts.push(part);
      part = [];
      characters = 0;
    }
    part.push(row);
    characters += size;
  }
  parts.push(part);
  return parts;
}

/** Equal keys share a bucket, so one relay at a time publishes them, in order. */
export function bucketOf(key: string, buckets: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % buckets;
}
