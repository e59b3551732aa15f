/** What messaging needs to know of an event type; any object with a schema that parses will do (a zod schema does). */
export interface EventDefinition<T> {
  /** CloudEvents type. */
  readonly type: string;
  readonly topic: string;
  readonly schema: { parse(value: unknown): T };
  /** The record key: what a compacted topic keeps the last record of. A method, so that definitions of different events fit one list. */
  key(data: T): string;
  /** What shares a partition, in order. Default: the key. It must always be the same for one key. */
  partitionKey?(data: T): string;
}

/** CloudEvents 1.0 attributes of a record. */
export interface EventMetadata {
  readonly id: string;
  readonly type: string;
  /** The service that recorded it. */
  readonly source: string;
  /** RFC 3339. */
  readonly time: string;
  /** Id of the aggregate. */
  readonly subject: string;
  /** Version of the aggregate. */
  readonly sequence: number;
  /** What chooses the partition; undefined when that is the key. */
  readonly partitionKey?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** An event about to be recorded; a null payload is a tombstone. */
export interface NewEvent {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly payload: string | null;
  /** As in `EventMetadata`. */
  readonly partitionKey?: string;
  readonly traceparent?: string;
}

export interface EventOptions {
  readonly subject: string;
  readonly sequence: number;
  readonly traceparent?: string | undefined;
}

/** An event of this type. Throws when the data does not fit the schema: such an event must never leave. */
export function event<T>(definition: EventDefinition<T>, data: T, options: EventOptions): NewEvent {
  const valid = definition.schema.parse(data);
  const partitionKey = definition.partitionKey?.(valid);
  return {
    ...envelope(definition, definition.key(valid), options),
    ...(partitionKey !== undefined && { partitionKey }),
    payload: JSON.stringify(valid),
  };
}

/** The end of a key on a table topic. */
export function tombstone(definition: EventDefinition<unknown>, key: string, options: EventOptions): NewEvent {
  return { ...envelope(definition, key, options), payload: null };
}

function envelope(
  { topic, type }: EventDefinition<unknown>,
  key: string,
  { subject, sequence, traceparent }: EventOptions,
) {
  return { topic, type, key, subject, sequence, ...(traceparent !== undefined && { traceparent }) };
}
