import type { Admin } from 'kafkajs';

export interface TopicDeclaration {
  readonly name: string;
  readonly partitions: number;
  /** Kafka topic configuration, as texts. */
  readonly config: Readonly<Record<string, string>>;
}

/** Where records go that a consumer group cannot use. */
export function deadLetterTopic(topic: string, group: string): string {
  return `${topic}.${group}.dlq`;
}

export interface CreateTopicsOptions {
  /** Put before each name. */
  readonly prefix?: string;
  /** Default 1. */
  readonly replicationFactor?: number;
}

/** Creates the topics that are missing. Throws when one is there with another number of partitions: keys would move. */
export async function createTopics(
  admin: Admin,
  declarations: readonly TopicDeclaration[],
  { prefix = '', replicationFactor = 1 }: CreateTopicsOptions = {},
): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = declarations.filter(({ name }) => !present.has(prefix + name));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: prefix + name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  const { topics } = await admin.fetchTopicMetadata({ topics: declarations.map(({ name }) => prefix + name) });
  const found = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  const wrong = declarations.filter(({ name, partitions }) => found.get(prefix + name) !== partitions);
  if (wrong.length > 0) {
    const told = wrong.map(
      ({ name, partitions }) => `${prefix}${name} has ${found.get(prefix + name) ?? 0} instead of ${partitions}`,
    );
    throw new Error(`The number of partitions is not as declared: ${told.join(', ')}`);
  }
}
