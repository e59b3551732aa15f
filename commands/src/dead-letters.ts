import { handleDeadLetters } from './dead-letters/handle-dead-letters.ts';
import { runCommand } from './tools/run-command.ts';
import { addressesOf } from './verify/addresses.ts';

const HELP = `npm run dead-letters -- [list]
npm run dead-letters -- show|replay|discard <topic> <group> <number>

Manages the records that consumer groups could not use, on KAFKA_BROKERS (under KAFKA_TOPIC_PREFIX).
The command reads Kafka itself, not the services: a dead letter belongs to no service, and the service that could not use
it may be down for that very reason.
  list      lists the dead letters of every topic and group
  show      prints one of them with its headers and bytes
  replay    sends it to its topic again: every group that reads the topic gets it
  discard   notes that nobody needs it any more
  --help    prints this text`;

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
