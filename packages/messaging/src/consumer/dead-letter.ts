import type { KafkaMessage } from 'kafkajs';
import { headerText } from '../headers.ts';
import type { OutgoingRecord } from '../outbox/outbox.ts';
import { deadLetterTopic } from '../topics.ts';

export interface Origin {
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

const MOST_REASON = 1_000;

/** The record as it came, raw bytes and headers, with why and from where it was set aside. */
export function deadLetter(message: KafkaMessage, reason: string, origin: Origin, now: Date): OutgoingRecord {
  const kept = Object.keys(message.headers ?? {}).map((name) => [name, headerText(message.headers, name) ?? '']);
  return {
    topic: deadLetterTopic(origin.topic, origin.group),
    key: message.key?.toString() ?? '',
    type: 'dead-letter',
    payload: message.value,
    headers: {
      ...Object.fromEntries(kept),
      dlq_reason: reason.slice(0, MOST_REASON),
      dlq_topic: origin.topic,
      dlq_partition: String(origin.partition),
      dlq_offset: message.offset,
      dlq_group: origin.group,
      dlq_time: now.toISOString(),
      dlq_tombstone: String(message.value === null),
    },
  };
}
