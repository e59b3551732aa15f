import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, ITopicMetadata } from 'kafkajs';

const KNOWN_LIMIT_MS = 15_000;
const KNOWN_POLL_MS = 50;

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
  /** Copies of each partition. Default: 3 where there are three brokers or more, else as many as there are brokers. */
  readonly replicationFactor?: number | undefined;
  /**
   * Copies that must have a record before it is acknowledged. Default: one less than there are copies, so that one broker
   * may be away, and at least 1.
   */
  readonly minInsyncReplicas?: number | undefined;
}

/** Creates the topics that are missing. Throws when one is there with another number of partitions: keys would move. */
export async function createTopics(
  admin: Admin,
  declarations: readonly TopicDeclaration[],
  options: CreateTopicsOptions = {},
): Promise<void> {
  const { prefix = '' } = options;
  const present = new Set(await admin.listTopics());
  const missing = declarations.filter(({ name }) => !present.has(prefix + name));
  if (missing.length > 0) {
    const { brokers } = await admin.describeCluster();
    const { replicationFactor, minInsyncReplicas } = replicationFor(brokers.length, options);
    await admin.createTopics({
      // kafkajs fails when a broker does not know a new topic yet; `metadataOf` waits until it does.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: prefix + name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries({ 'min.insync.replicas': String(minInsyncReplicas), ...config }).map(
          ([name, value]) => ({ name, value }),
        ),
      })),
    });
  }
  const topics = await metadataOf(
    admin,
    declarations.map(({ name }) => prefix + name),
    missing.map(({ name }) => prefix + name),
  );
  const found = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  const wrong = declarations.filter(({ name, partitions }) => found.get(prefix + name) !== partitions);
  if (wrong.length > 0) {
    const told = wrong.map(
      ({ name, partitions }) => `${prefix}${name} has ${found.get(prefix + name) ?? 0} instead of ${partitions}`,
    );
    throw new Error(`The number of partitions is not as declared: ${told.join(', ')}`);
  }
}

const MAX_COPIES = 3;

/** How new topics are copied. Throws when there are too few brokers for what is asked for. */
export function replicationFor(brokers: number, options: CreateTopicsOptions) {
  const { replicationFactor = Math.min(MAX_COPIES, brokers) } = options;
  const { minInsyncReplicas = Math.max(1, replicationFactor - 1) } = options;
  if (replicationFactor > brokers)
    throw new Error(`${replicationFactor} copies of a topic need as many brokers; there are ${brokers}`);
  if (minInsyncReplicas > replicationFactor)
    throw new Error(`${minInsyncReplicas} copies cannot be in sync where there are ${replicationFactor}`);
  return { replicationFactor, minInsyncReplicas };
}

/** Partitions with their leaders; waits while topics that were just created are not served everywhere. */
async function metadataOf(admin: Admin, names: string[], created: readonly string[]): Promise<ITopicMetadata[]> {
  const until = performance.now() + KNOWN_LIMIT_MS;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      // A leader may be named before it knows of it: only an answer about offsets shows that it serves the topic.
      for (const topic of created) await admin.fetchTopicOffsets(topic);
      return topics;
    } catch (error) {
      if (performance.now() > until || !isRetriable(error)) throw error;
    }
    await pause(KNOWN_POLL_MS);
  }
}

/** kafkajs marks what may be tried again. Its error classes cannot be imported by name under Node. */
function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}
