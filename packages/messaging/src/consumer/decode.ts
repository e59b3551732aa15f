import type { KafkaMessage } from 'kafkajs';
import { FetchedMessage } from '../codec/read-record-batches.ts';
import type { EventDefinition, EventMetadata } from '../event/event.ts';
import { decodeHeaders } from '../event/headers.ts';
import type { ConsumedRecord } from './batch.ts';

export type Decoded<E> =
  | { readonly kind: 'record'; readonly record: ConsumedRecord<E> }
  | { readonly kind: 'poison'; readonly reason: string };

/** Reads one Kafka message as an event of this definition; whatever is wrong with it is told, never thrown. */
export function decodeMessage<E>(definition: EventDefinition<E>, message: KafkaMessage): Decoded<E> {
  if (message.key === null) return poison('the key is missing');
  const metadata = decodeHeaders(message instanceof FetchedMessage ? message.headerTexts() : message.headers);
  if ('missing' in metadata) return poison(`header ${metadata.missing} is missing or wrong`);
  if (metadata.type !== definition.type) return poison(`type ${metadata.type} does not belong on this topic`);
  const key = message.key.toString();
  if (message.value === null) return { kind: 'record', record: recordOf(definition, message, key, metadata, null) };
  const parsed = parseValue(definition, message.value);
  if ('reason' in parsed) return poison(parsed.reason);
  return { kind: 'record', record: recordOf(definition, message, key, metadata, parsed.data) };
}

function recordOf<E>(
  definition: EventDefinition<E>,
  { offset, timestamp }: KafkaMessage,
  key: string,
  metadata: EventMetadata,
  data: E | null,
): ConsumedRecord<E> {
  return { definition, key, data, metadata, offset: BigInt(offset), timestamp: Number(timestamp) };
}

function parseValue<E>(
  { schema }: EventDefinition<E>,
  value: Buffer,
): { readonly data: E } | { readonly reason: string } {
  try {
    return { data: schema.parse(JSON.parse(value.toString())) };
  } catch (error) {
    return {
      reason:
        error instanceof SyntaxError
          ? 'the payload is no JSON'
          : `the payload does not fit its schema: ${briefly(error)}`,
    };
  }
}

function briefly(error: unknown): string {
  return String(error instanceof Error ? error.message : error).slice(0, 500);
}

function poison(reason: string): { readonly kind: 'poison'; readonly reason: string } {
  return { kind: 'poison', reason };
}
