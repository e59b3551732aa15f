import type { EventMetadata, NewEvent } from './event.ts';

export type Headers = Readonly<Record<string, string>>;
type WireHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** The partitioning extension of CloudEvents. */
const PARTITION_KEY = 'ce_partitionkey';

/** CloudEvents 1.0 binary mode: attributes travel as `ce_*` headers, the payload stays what it is. */
export function encodeHeaders(metadata: EventMetadata): Headers {
  return {
    ce_specversion: '1.0',
    ce_id: metadata.id,
    ce_type: metadata.type,
    ce_source: metadata.source,
    ce_time: metadata.time,
    ce_subject: metadata.subject,
    ce_sequence: String(metadata.sequence),
    'content-type': 'application/json',
    ...(metadata.partitionKey !== undefined && { [PARTITION_KEY]: metadata.partitionKey }),
    ...(metadata.traceparent !== undefined && { traceparent: metadata.traceparent }),
  };
}

/** The headers of an event that is recorded here and now. */
export function headersOf(event: NewEvent, recorded: Pick<EventMetadata, 'id' | 'source' | 'time'>): Headers {
  const { type, subject, sequence, partitionKey, traceparent } = event;
  const { id, source, time } = recorded;
  return encodeHeaders({ id, type, source, time, subject, sequence, partitionKey, traceparent });
}

/** What chooses the bucket and the partition of a record: the partition key in its headers, else its key. */
export function partitionKeyOf({ key, headers }: { readonly key: string; readonly headers: Headers }): string {
  return headers[PARTITION_KEY] ?? key;
}

/** The attributes of a record, or the name of the first header that is missing or wrong. */
export function decodeHeaders(wire: WireHeaders | undefined): EventMetadata | { readonly missing: string } {
  const id = headerText(wire, 'ce_id');
  const type = headerText(wire, 'ce_type');
  const source = headerText(wire, 'ce_source');
  const time = headerText(wire, 'ce_time');
  const subject = headerText(wire, 'ce_subject');
  const sequence = Number(headerText(wire, 'ce_sequence'));
  if (!id) return { missing: 'ce_id' };
  if (!type) return { missing: 'ce_type' };
  if (!source) return { missing: 'ce_source' };
  if (!time) return { missing: 'ce_time' };
  if (!subject) return { missing: 'ce_subject' };
  if (!Number.isSafeInteger(sequence) || sequence < 0) return { missing: 'ce_sequence' };
  const partitionKey = headerText(wire, PARTITION_KEY);
  const traceparent = headerText(wire, 'traceparent');
  return {
    id,
    type,
    source,
    time,
    subject,
    sequence,
    ...(partitionKey !== undefined && { partitionKey }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** One header as text; the last one wins when it was given several times. */
export function headerText(wire: WireHeaders | undefined, name: string): string | undefined {
  const value = wire?.[name];
  const one = Array.isArray(value) ? value.at(-1) : value;
  return one?.toString();
}

/** Sets a header; a stranger may call one `__proto__`, which an assignment would take for the prototype. */
export function setHeader<T>(headers: Record<string, T>, name: string, value: NoInfer<T>): void {
  if (name === '__proto__') {
    Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
  } else headers[name] = value;
}
