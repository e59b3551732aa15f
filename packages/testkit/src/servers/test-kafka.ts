import type { TopicDeclaration } from '@rushgraph/contracts';
import { createTopics } from '@rushgraph/messaging';
import type { Kafka } from 'kafkajs';
import { quietKafka } from './quiet-kafka.ts';
import { testStack } from './test-stack.ts';
import { uniqueName } from './unique-name.ts';

export interface TestKafka {
  readonly kafka: Kafka;
  readonly brokers: string[];
  /** Put before every topic name, as KAFKA_TOPIC_PREFIX does. */
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  /** Creates the declared topics under the prefix and waits for their leaders. */
  createTopics(declarations: readonly TopicDeclaration[]): Promise<void>;
  /** Deletes every topic under the prefix. Stop consumers and producers first. */
  drop(): Promise<void>;
}

/** Kafka with topic and group names that belong to this test file alone; by default the one that all tests share. */
export function testKafka(kafkaBrokers: string = testStack().kafkaBrokers): TestKafka {
  const kafka = quietKafka(kafkaBrokers);
  const prefix = `${uniqueName('-')}.`;
  return {
    kafka,
    brokers: kafkaBrokers.split(','),
    topicPrefix: prefix,
    groupPrefix: prefix,
    createTopics: (declarations) => createPrefixedTopics(kafka, declarations, prefix),
    drop: () => deletePrefixedTopics(kafka, prefix),
  };
}

async function createPrefixedTopics(kafka: Kafka, declarations: readonly TopicDeclaration[], prefix: string) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await createTopics(admin, declarations, { prefix });
  } finally {
    await admin.disconnect();
  }
}

async function deletePrefixedTopics(kafka: Kafka, prefix: string) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}
