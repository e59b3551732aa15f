import { parseArgs } from 'node:util';
import { topics } from '@rushgraph/contracts';
import { createAllTopics } from './topics/create-all-topics.ts';

const HELP = `npm run topics

Creates the declared Kafka topics that are missing on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX) and verifies the partitions of the others.
  --help   this text`;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(HELP);
} else {
  const brokers = process.env.KAFKA_BROKERS ?? 'localhost:19092';
  try {
    await createAllTopics({ brokers, prefix: process.env.KAFKA_TOPIC_PREFIX ?? '' });
    console.log(`${topics.length} topics are there on ${brokers}.`);
  } catch (error) {
    console.error(`The topics could not be created on ${brokers}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
