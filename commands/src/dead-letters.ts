import { parseArgs } from 'node:util';
import { handleDeadLetters } from './dead-letters/handle-dead-letters.ts';
import { addressesOf } from './verify/addresses.ts';

const HELP = `npm run dead-letters -- [list]
npm run dead-letters -- show|replay|discard <topic> <group> <number>

Records that a consumer group could not use, on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX).
  list      what waits, of every topic and group
  show      one of them with its headers and its bytes
  replay    puts it back where it came from: every group that reads the topic gets it
  discard   nobody needs it any more
  --help    this text`;

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
if (values.help) {
  console.log(HELP);
} else {
  const brokers = addressesOf(process.env).kafka.brokers;
  try {
    const lines = await handleDeadLetters(positionals, { brokers, topicPrefix: process.env.KAFKA_TOPIC_PREFIX ?? '' });
    for (const line of lines) console.log(line);
  } catch (error) {
    console.error(`Dead letters on ${brokers}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
