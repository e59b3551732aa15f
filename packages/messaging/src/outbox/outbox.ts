import type { Tx } from '@rushgraph/database';
import type { NewEvent } from '../event/event.ts';
import { headersOf, partitionKeyOf } from '../event/headers.ts';
import { murmur2 } from '../producer/murmur2.ts';
import { isPackable, OUTBOX_BATCH, type PackedRecord, packBatch, splitIntoBatches } from './outbox-batch.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import { createRecentBatches } from './recent-batches.ts';

/** Buckets of the outbox. Each is published in order by one relay at a time; fixed, because rows carry theirs. */
export const BUCKETS = 8;
/** Batches use the first of them alone: a row for many events costs little more than one for few, and few relays publish many. */
const BATCH_BUCKETS = 2;

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
  /** The content of a batch that this process has committed not long ago; otherwise its row has it. */
  recall(batchId: string): readonly PackedRecord[] | undefined;
  /** The batch is published. */
  forget(batchId: string): void;
}

/**
 * `event`: a row for each event, which any reader of the table understands, change data capture too. `batch`: a row or
 * two for the events of a transaction, which only the relay understands, and which cost a fraction. Keys have other
 * buckets then, so change it while the outbox is empty.
 */
export type OutboxRows = 'event' | 'batch';

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
  token: string,
];

/** What all rows of one insert share. */
interface Written {
  readonly createdAt: Date;
  readonly token: string;
}

const ROWS_PER_INSERT = 1_000;
const CHARACTERS_PER_INSERT = 4_000_000;

/** The way out: an event outside a transaction cannot be expressed. */
export function createOutbox({ source, newId, now, rows = 'event' }: OutboxOptions): Outbox {
  const listeners: (() => void)[] = [];
  const memory = createRecentBatches();

  async function insert(tx: Tx, records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const written = { createdAt: now(), token: newId() };
    const batches = new Map<string, readonly PackedRecord[]>();
    const all =
      rows === 'event'
        ? records.map((record) => rowOf(record, bucketOf(partitionKeyOf(record), BUCKETS), written))
        : pack(records, written, batches);
    for (const part of partRows(all)) {
      await tx.run(
        'INSERT INTO outbox (bucket, aggregatetype, aggregateid, type, headers, payload, created_at, token) VALUES ?',
        [part],
      );
    }
    tx.onCommit(() => {
      // A process without a relay has nobody to remember for.
      if (listeners.length > 0) for (const [id, batch] of batches) memory.keep(id, batch);
      for (const listener of listeners) listener();
    });
  }

  /** One row for what each bucket gets; what is alone, or no text, keeps a row of its own, in its place. */
  function pack(
    records: readonly OutgoingRecord[],
    written: Written,
    batches: Map<string, readonly PackedRecord[]>,
  ): Row[] {
    return [...Map.groupBy(records, (record) => bucketOf(partitionKeyOf(record), BATCH_BUCKETS))].flatMap(
      ([bucket, own]) => {
        if (own.length === 1 || !own.every(isPackable)) return own.map((record) => rowOf(record, bucket, written));
        return splitIntoBatches(own).map((batch): Row => {
          const id = newId();
          batches.set(id, batch);
          return [bucket, OUTBOX_BATCH, id, OUTBOX_BATCH, '{}', packBatch(batch), written.createdAt, written.token];
        });
      },
    );
  }

  return {
    record(tx, events) {
      const time = now().toISOString();
      const records = events.map((event) => ({
        topic: event.topic,
        key: event.key,
        type: event.type,
        payload: event.payload,
        headers: headersOf(event, { id: newId(), source, time }),
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

function rowOf({ topic, key, type, headers, payload }: OutgoingRecord, bucket: number, written: Written): Row {
  return [bucket, topic, key, type, JSON.stringify(headers), payload, written.createdAt, written.token];
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

/** Equal partition keys share a bucket, so one relay at a time publishes them, in order. */
export function bucketOf(key: string, buckets: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % buckets;
}
