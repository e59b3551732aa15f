import { parseArgs } from 'node:util';
import { topics } from '@rushgraph/contracts';
import { ConfigError, kafkaConnection, kafkaSettings, loadConfig, topicSettings } from '@rushgraph/service';
import { z } from 'zod';
import { createAllTopics } from './topics/create-all-topics.ts';

const HELP = `npm run topics

Creates the declared Kafka topics that are missing on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX) and verifies the partitions of the others.
KAFKA_REPLICATION_FACTOR and KAFKA_MIN_INSYNC_REPLICAS say how new ones are copied; without them it is 3 and 2 where there are three brokers.
  --help   this text`;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(HELP);
} else {
  try {
    const config = loadConfig(z.object({ ...kafkaSettings, ...topicSettings }), process.env);
    await createAllTopics({
      ...kafkaConnection(config),
      prefix: config.KAFKA_TOPIC_PREFIX,
      replicationFactor: config.KAFKA_REPLICATION_FACTOR,
      minInsyncReplicas: config.KAFKA_MIN_INSYNC_REPLICAS,
    });
    console.log(`${topics.length} topics are there on ${config.KAFKA_BROKERS.join(', ')}.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(error instanceof ConfigError ? reason : `The topics could not be created: ${reason}`);
    process.exitCode = 1;
  }
}
