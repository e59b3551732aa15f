import { isUtf8 } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { OutgoingRecord } from '../outbox/outgoing-record.ts';
import { deadLetterTopic } from '../topics/create-topics.ts';

export interface Origin {
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

/**
 * Bounds of what a dead letter takes from its record, so that its headers, as JSON, always fit the 65,535 bytes of an
 * outbox row: 30,000 for the record's own, 6,000 for the reason (JSON writes a control character with six), 10,700 for
 * the key in base64, 4,000 for the names of what was left out, and less than 2,000 for where it comes from.
 */
const MAX_HEADER_BYTES = 30_000;
const MAX_REASON = 1_000;
const MAX_ODD_KEY_BYTES = 8_000;
const MAX_DROPPED_NAMES = 10;
const MAX_DROPPED_NAME = 60;
/** A key of an outbox row holds 255 characters; one that does not fit travels in a header. */
const MAX_KEY = 255;
/** What a dead-letter topic takes, less a margin for headers, key and the batch around them; sources take half as much. */
export const MAX_VALUE_BYTES = 2_000_000;

/** Headers that dead letters add. */
export const DEAD_LETTER_HEADERS = {
  reason: 'dlq_reason',
  topic: 'dlq_topic',
  partition: 'dlq_partition',
  offset: 'dlq_offset',
  group: 'dlq_group',
  time: 'dlq_time',
  /** `text`, `none` (the record had no key), `base64:…` (no text, or too long for a row) or `dropped` (far too long). */
  key: 'dlq_key',
  /** JSON of the headers that are no text, in base64. */
  binary: 'dlq_binary_headers',
  /** Names of headers that were too large to keep. */
  dropped: 'dlq_dropped_headers',
  /** Bytes of a value that was too large to keep. */
  droppedValue: 'dlq_dropped_value',
} as const;

/** The record as it came, raw bytes and headers, with why and from where it was set aside. */
export function deadLetter(message: KafkaMessage, reason: string, origin: Origin, now: Date): OutgoingRecord {
  const { text, note } = keyOf(message.key);
  const tooLarge = (message.value?.length ?? 0) > MAX_VALUE_BYTES;
  return {
    topic: deadLetterTopic(origin.topic, origin.group),
    key: text,
    type: 'dead-letter',
    payload: tooLarge ? null : message.value,
    headers: {
      ...keptHeaders(message.headers),
      [DEAD_LETTER_HEADERS.reason]: reason.slice(0, MAX_REASON),
      [DEAD_LETTER_HEADERS.topic]: origin.topic,
      [DEAD_LETTER_HEADERS.partition]: String(origin.partition),
      [DEAD_LETTER_HEADERS.offset]: message.offset,
      [DEAD_LETTER_HEADERS.group]: origin.group,
      [DEAD_LETTER_HEADERS.time]: now.toISOString(),
      [DEAD_LETTER_HEADERS.key]: note,
      ...(tooLarge && { [DEAD_LETTER_HEADERS.droppedValue]: String(message.value?.length) }),
    },
  };
}

function keyOf(key: Buffer | null): { readonly text: string; readonly note: string } {
  if (key === null) return { text: '', note: 'none' };
  if (isUtf8(key)) {
    const text = key.toString();
    if (text.length <= MAX_KEY) return { text, note: 'text' };
  }
  if (key.length > MAX_ODD_KEY_BYTES) return { text: '', note: 'dropped' };
  return { text: '', note: `base64:${key.toString('base64')}` };
}

function keptHeaders(headers: KafkaMessage['headers'] = {}): Record<string, string> {
  const kept: [string, string][] = [];
  const binary: [string, string][] = [];
  const dropped: string[] = [];
  let total = 0;
  for (const [name, value] of Object.entries(headers)) {
    const bytes = Buffer.from((Array.isArray(value) ? value.at(-1) : value) ?? '');
    const text = isUtf8(bytes) && isUtf8(Buffer.from(name)) ? bytes.toString() : undefined;
    // Binary ones travel as JSON in a header, which is escaped once more.
    const written = text ?? bytes.toString('base64');
    const size =
      bytes.length > MAX_HEADER_BYTES ? Number.POSITIVE_INFINITY : jsonBytes(name, written, text === undefined);
    if (total + size > MAX_HEADER_BYTES) {
      dropped.push(name.slice(0, MAX_DROPPED_NAME));
      continue;
    }
    total += size;
    (text === undefined ? binary : kept).push([name, written]);
  }
  return {
    ...Object.fromEntries(kept),
    ...(binary.length > 0 && { [DEAD_LETTER_HEADERS.binary]: JSON.stringify(Object.fromEntries(binary)) }),
    ...(dropped.length > 0 && { [DEAD_LETTER_HEADERS.dropped]: dropped.slice(0, MAX_DROPPED_NAMES).join(', ') }),
  };
}

/** The bytes of a name and its value in the JSON of the headers. */
function jsonBytes(name: string, value: string, twice: boolean): number {
  const once = JSON.stringify({ [name]: value });
  return Buffer.byteLength(twice ? JSON.stringify(once) : once);
}
