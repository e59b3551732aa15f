import { topics } from '@rushgraph/contracts';
import { ConfigError, kafkaConnection, kafkaSettings, loadConfig, topicSettings } from '@rushgraph/service';
import { z } from 'zod';
import { CommandError, runCommand } from './tools/run-command.ts';
import { createAllTopics } from './topics/create-all-topics.ts';
import { addressesOf } from './verify/addresses.ts';

const HELP = `npm run topics

Creates the declared Kafka topics that are missing on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX) and verifies the partitions of the others.
KAFKA_REPLICATION_FACTOR and KAFKA_MIN_INSYNC_REPLICAS say how new topics are copied; by default 3 and 2 on a cluster of three brokers.
  --help   prints this text`;

await runCommand({
  help: HELP,
  options: {},
  failure: 'The topics could not be created',
  run: async () => {
    const config = readConfig();
    await createAllTopics({
      ...kafkaConnection(config),
      prefix: config.KAFKA_TOPIC_PREFIX,
      replicationFactor: config.KAFKA_REPLICATION_FACTOR,
      minInsyncReplicas: config.KAFKA_MIN_INSYNC_REPLICAS,
    });
    console.log(`${topics.length} topics are there on ${config.KAFKA_BROKERS.join(', ')}.`);
    return 0;
  },
});

function readConfig() {
  const { brokers } = addressesOf(process.env).kafka;
  try {
    return loadConfig(z.object({ ...kafkaSettings, ...topicSettings }), { ...process.env, KAFKA_BROKERS: brokers });
  } catch (error) {
    throw error instanceof ConfigError ? new CommandError(error.message, { cause: error }) : error;
  }
}
