import { topics } from '@rushgraph/contracts';
import { createKafka, createTopics } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';

interface KafkaAddress {
  /** host:port, separated by commas. */
  readonly brokers: string;
  /** Put before each topic's name. */
  readonly prefix?: string;
}

/** Creates the declared topics that are missing and verifies the others; safe to run at any time. */
export async function createAllTopics({ brokers, prefix = '' }: KafkaAddress): Promise<void> {
  const logger = createLogger({ service: 'topics', level: 'warn', pretty: true });
  const kafka = createKafka({ brokers: brokers.split(','), clientId: 'topics', logger });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await createTopics(admin, topics, { prefix });
  } finally {
    await admin.disconnect();
  }
}
