import { createKafka } from '@rushgraph/messaging';
import { connectMongo, goBack, PoorerPages, rebuildPages } from '@rushgraph/mypage/pages';
import {
  ConfigError,
  createClock,
  createLogger,
  createMetrics,
  kafkaConnection,
  kafkaSettings,
  loadConfig,
  mongodbSettings,
} from '@rushgraph/service';
import { developmentPorts } from '@rushgraph/stack';
import { z } from 'zod';
import { CommandError, runCommand } from './tools/run-command.ts';

const HELP = `npm run rebuild -- mypage [--back]

Builds all pages again from the beginning of their topics while the old ones are served and written, compares both,
and serves the new ones. It swaps nothing if a page would know less than before.
  --back          serves the pages from before the last rebuild again, after folding into them what has happened since
  MONGODB_URL     the database of the pages
  KAFKA_BROKERS   and the other settings of Kafka, as the service has them
  --help          prints this text`;

await runCommand({
  help: HELP,
  options: { back: { type: 'boolean' } },
  positionals: true,
  failure: 'The pages could not be rebuilt',
  run: async ({ values, positionals }) => {
    if (positionals.join(' ') !== 'mypage') throw new CommandError('Say what to rebuild: npm run rebuild -- mypage');
    const config = readConfig();
    const logger = createLogger({ service: 'rebuild', level: 'warn', pretty: false });
    const mongo = await connectMongo(config.MONGODB_URL);
    try {
      const { generation, comparison } = await (values.back === true ? goBack : rebuildPages)({
        db: mongo.db,
        kafka: createKafka({ ...kafkaConnection(config), clientId: 'rebuild', logger }),
        topicPrefix: config.KAFKA_TOPIC_PREFIX,
        groupPrefix: config.KAFKA_GROUP_PREFIX,
        logger,
        metrics: createMetrics('rebuild', { defaults: false }),
        now: createClock(),
        say: (line) => console.log(line),
      });
      const { pages, same, newer } = comparison;
      console.log(`${pages} pages: ${same} are the same, ${newer} know more. Generation ${generation.live} is served.`);
      return 0;
    } catch (error) {
      if (error instanceof PoorerPages) throw new CommandError(error.message, { cause: error });
      throw error;
    } finally {
      await mongo.close();
    }
  },
});

function readConfig() {
  const ports = developmentPorts(process.env);
  const env = {
    ...process.env,
    KAFKA_BROKERS: process.env.KAFKA_BROKERS || `localhost:${ports.kafka}`,
    MONGODB_URL: process.env.MONGODB_URL || `mongodb://localhost:${ports.mongodb}`,
  };
  try {
    return loadConfig(z.object({ ...kafkaSettings, ...mongodbSettings }), env);
  } catch (error) {
    throw error instanceof ConfigError ? new CommandError(error.message, { cause: error }) : error;
  }
}
