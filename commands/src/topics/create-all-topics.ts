import { topics } from '@rushgraph/contracts';
import { type CreateTopicsOptions, createKafka, createTopics, type KafkaOptions } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';

export interface ClusterAddress extends Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'>, CreateTopicsOptions {}

/** Creates the declared topics that are missing and verifies the others; safe to run at any time. */
export async function createAllTopics({ brokers, ssl = false, sasl, ...options }: ClusterAddress): Promise<void> {
  const logger = createLogger({ service: 'topics', level: 'warn', pretty: true });
  const kafka = createKafka({ brokers, ssl, ...(sasl && { sasl }), clientId: 'topics', logger });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await createTopics(admin, topics, options);
  } finally {
    await admin.disconnect();
  }
}
