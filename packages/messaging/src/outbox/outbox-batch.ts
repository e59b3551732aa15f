import { type Headers, setHeader } from '../event/headers.ts';
import type { OutgoingRecord } from './outgoing-record.ts';

/** Destination of a row that holds several records. */
export const OUTBOX_BATCH = 'rushgraph.outbox-batch.v1';

/** A text record; raw bytes travel in rows of their own. */
export type PackedRecord = Omit<OutgoingRecord, 'type'> & { readonly payload: string | null };

/** Events of a transaction are seldom more; a row of so many is some 150 kB, and one that is read back stays cheap. */
const MAX_RECORDS = 250;
/** A row holds 16 MB. */
const MAX_CHARACTERS = 1_000_000;

/** Parts records, in order, into lists that each fit one row. */
export function splitIntoBatches<T extends PackedRecord>(records: readonly T[]): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let characters = 0;
  for (const record of records) {
    const size = record.payload?.length ?? 0;
    if (batch.length > 0 && (batch.length >= MAX_RECORDS || characters + size > MAX_CHARACTERS)) {
      batches.push(batch);
      batch = [];
      characters = 0;
    }
    batch.push(record);
    characters += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/**
 * A line of JSON with the topics and the headers that all records share, then two lines for each record: place of its
 * topic, key and its other headers as JSON, and the payload as it is, or an empty line for a tombstone. JSON has no line
 * breaks of its own, and the payload is not escaped twice.
 */
export function packBatch(records: readonly PackedRecord[]): string {
  const topics = [...new Set(records.map(({ topic }) => topic))];
  const shared = sharedHeaders(records);
  let text = `${JSON.stringify([topics, shared])}\n`;
  for (const { topic, key, headers, payload } of records) {
    text += `${JSON.stringify([topics.indexOf(topic), key, otherHeaders(headers, shared)])}\n${payload ?? ''}\n`;
  }
  return text;
}

function sharedHeaders(records: readonly PackedRecord[]): Headers {
  const first = Object.entries(records[0]?.headers ?? {});
  return Object.fromEntries(first.filter(([name, value]) => records.every(({ headers }) => headers[name] === value)));
}

function otherHeaders(headers: Headers, shared: Headers): Headers {
  const others: Record<string, string> = {};
  for (const name of Object.keys(headers))
    if (!Object.hasOwn(shared, name)) setHeader(others, name, headers[name] ?? '');
  return others;
}

/** What `packBatch` wrote. Throws when it is anything else: a row that cannot be read must not be deleted. */
export function unpackBatch(text: string): PackedRecord[] {
  const lines = text.split('\n');
  if (lines.length % 2 !== 0 || lines.at(-1) !== '') throw new Error('A batch of the outbox is not whole');
  const [topics, shared] = readList(lines[0]);
  if (!Array.isArray(topics) || !isHeaders(shared)) throw new Error('A batch of the outbox has no beginning');
  const records: PackedRecord[] = [];
  for (let line = 1; line + 1 < lines.length; line += 2) {
    const [place, key, headers] = readList(lines[line]);
    const topic: unknown = typeof place === 'number' ? topics[place] : undefined;
    if (typeof topic !== 'string' || typeof key !== 'string' || !isHeaders(headers))
      throw new Error(`A batch of the outbox cannot be read at line ${line + 1}`);
    records.push({ topic, key, headers: { ...shared, ...headers }, payload: lines[line + 1] || null });
  }
  return records;
}

function readList(line = ''): readonly unknown[] {
  const value: unknown = JSON.parse(line);
  return Array.isArray(value) ? value : [];
}

/** Their values are texts, which nothing but `packBatch` has written: they are not looked at one by one. */
function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a record can be packed: its payload is one line of text. */
export function isPackable<T extends OutgoingRecord>(record: T): record is T & PackedRecord {
  const { payload } = record;
  return payload === null || (typeof payload === 'string' && payload !== '' && !payload.includes('\n'));
}
