import type { KafkaMessage } from 'kafkajs';
import { DEAD_LETTER_HEADERS as NAMES } from '../consumer/dead-letter.ts';
import { headerText } from '../event/headers.ts';

/** A record that a consumer group could not use. */
export interface DeadLetter {
  /** Offset in the dead-letter topic: its number in the inbox. */
  readonly offset: string;
  readonly reason: string;
  readonly origin: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    readonly group: string;
  };
  /** When it was set aside, RFC 3339. */
  readonly time: string;
  /** Null when the record had none. */
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** As they were on the record. */
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Whether everything of the record was kept; otherwise it cannot be replayed. */
  readonly whole: boolean;
}

/** What has become of a dead letter; kept in the same topic, which thus tells its whole story. */
export const HANDLED = { offset: 'dlq_handled_offset', as: 'dlq_handled_as' } as const;

const PREFIX = 'dlq_';

/** Reads a record of a dead-letter topic; undefined for what is no dead letter. */
export function readDeadLetter({ offset, key, value, headers }: KafkaMessage): DeadLetter | undefined {
  const text = (name: string) => headerText(headers, name);
  const [reason, topic, group, time] = [NAMES.reason, NAMES.topic, NAMES.group, NAMES.time].map(text);
  const partition = Number(text(NAMES.partition));
  const originOffset = text(NAMES.offset);
  if (!topic || !group || originOffset === undefined || !Number.isInteger(partition)) return undefined;
  const note = text(NAMES.key) ?? 'text';
  return {
    offset,
    reason: reason ?? '',
    origin: { topic, partition, offset: originOffset, group },
    time: time ?? '',
    key: keyFrom(note, key),
    value,
    headers: originalHeaders(headers),
    whole: note !== 'dropped' && [NAMES.dropped, NAMES.droppedValue].every((name) => text(name) === undefined),
  };
}

function keyFrom(note: string, key: Buffer | null): Buffer | null {
  if (note === 'none') return null;
  return note.startsWith('base64:') ? Buffer.from(note.slice('base64:'.length), 'base64') : key;
}

function originalHeaders(headers: KafkaMessage['headers'] = {}): Record<string, Buffer> {
  const texts = Object.keys(headers)
    .filter((name) => !name.startsWith(PREFIX))
    .map((name) => [name, Buffer.from(headerText(headers, name) ?? '')] as const);
  const binary: Record<string, unknown> = JSON.parse(headerText(headers, NAMES.binary) ?? '{}');
  const bytes = Object.entries(binary).map(([name, value]) => [name, Buffer.from(String(value), 'base64')] as const);
  return Object.fromEntries([...texts, ...bytes]);
}
