import type { z } from 'zod';

/** One type and version of event: where it travels, what it looks like, and which key orders it. */
export interface EventDefinition<T> {
  /** CloudEvents type, equal to the topic: `commerce.<aggregate>.<kind>.v<major>`. */
  readonly type: string;
  readonly topic: string;
  readonly aggregate: string;
  /** Readers are tolerant: unknown fields are dropped, so changes may add. */
  readonly schema: z.ZodType<T>;
  /** What a compacted topic keeps the last record of. */
  readonly key: (data: T) => string;
  /** What shares a partition, in order, where that is more than the key; always the same for one key. */
  readonly partitionKey?: (data: T) => string;
}

/** Declares an event; the topic carries the name of the type. */
export function defineEvent<T>(definition: Omit<EventDefinition<T>, 'topic' | 'aggregate'>): EventDefinition<T> {
  const [, aggregate = ''] = definition.type.split('.');
  return { ...definition, topic: definition.type, aggregate };
}
