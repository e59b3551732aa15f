import { isUtf8 } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { OutgoingRecord } from '../outbox/outbox.ts';
import { deadLetterTopic } from '../topics.ts';

export interface Origin {
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

const MOST_REASON = 1_000;
/** A key of an outbox row holds 255 characters; one that does not fit travels in a header. */
const MOST_KEY = 255;
/** The headers of an outbox row hold 64 kB: hostile ones must not keep a record from being set aside. */
const MOST_HEADER_BYTES = 40_000;
const MOST_ODD_KEY_BYTES = 8_000;

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
} as const;

/** The record as it came, raw bytes and headers, with why and from where it was set aside. */
export function deadLetter(message: KafkaMessage, reason: string, origin: Origin, now: Date): OutgoingRecord {
  const { text, note } = keyOf(message.key);
  return {
    topic: deadLetterTopic(origin.topic, origin.group),
    key: text,
    type: 'dead-letter',
    payload: message.value,
    headers: {
      ...keptHeaders(message.headers),
      [DEAD_LETTER_HEADERS.reason]: reason.slice(0, MOST_REASON),
      [DEAD_LETTER_HEADERS.topic]: origin.topic,
      [DEAD_LETTER_HEADERS.partition]: String(origin.partition),
      [DEAD_LETTER_HEADERS.offset]: message.offset,
      [DEAD_LETTER_HEADERS.group]: origin.group,
      [DEAD_LETTER_HEADERS.time]: now.toISOString(),
      [DEAD_LETTER_HEADERS.key]: note,
    },
  };
}

function keyOf(key: Buffer | null): { readonly text: string; readonly note: string } {
  if (key === null) return { text: '', note: 'none' };
  if (isUtf8(key)) {
    const text = key.toString();
    if (text.length <= MOST_KEY) return { text, note: 'text' };
  }
  if (key.length > MOST_ODD_KEY_BYTES) return { text: '', note: 'dropped' };
  return { text: '', note: `base64:${key.toString('base64')}` };
}

function keptHeaders(headers: KafkaMessage['headers'] = {}): Record<string, string> {
  const kept: Record<string, string> = {};
  const binary: Record<string, string> = {};
  const dropped: string[] = [];
  let total = 0;
  for (const [name, value] of Object.entries(headers)) {
    const bytes = Buffer.from((Array.isArray(value) ? value.at(-1) : value) ?? '');
    const text = isUtf8(bytes) && isUtf8(Buffer.from(name)) ? bytes.toString() : undefined;
    // Twice: escaped in JSON, a text may need that.
    const size = 2 * (name.length + bytes.length);
    if (total + size > MOST_HEADER_BYTES) dropped.push(name.slice(0, 100));
    else if (text === undefined) binary[name] = bytes.toString('base64');
    else kept[name] = text;
    if (total + size <= MOST_HEADER_BYTES) total += size;
  }
  return {
    ...kept,
    ...(Object.keys(binary).length > 0 && { [DEAD_LETTER_HEADERS.binary]: JSON.stringify(binary) }),
    ...(dropped.length > 0 && { [DEAD_LETTER_HEADERS.dropped]: dropped.slice(0, 20).join(', ') }),
  };
}
