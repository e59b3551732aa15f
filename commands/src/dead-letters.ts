import { handleDeadLetters } from './dead-letters/handle-dead-letters.ts';
import { runCommand } from './tools/run-command.ts';
import { addressesOf } from './verify/addresses.ts';

const HELP = `npm run dead-letters -- [list]
npm run dead-letters -- show|replay|discard <topic> <group> <number>

Records that a consumer group could not use, on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX).
It reads Kafka itself and not the services: a dead letter belongs to no service, and the one that could not use it may be
down for that very reason.
  list      what waits, of every topic and group
  show      one of them with its headers and its bytes
  replay    puts it back where it came from: every group that reads the topic gets it
  discard   nobody needs it any more
  --help    this text`;

const { brokers, topicPrefix } = addressesOf(process.env).kafka;
await runCommand({
  help: HELP,
  options: {},
  positionals: true,
  failure: `The dead letters on ${brokers} could not be handled`,
  run: async ({ positionals }) => {
    for (const line of await handleDeadLetters(positionals, { brokers, topicPrefix })) console.log(line);
    return 0;
  },
});
