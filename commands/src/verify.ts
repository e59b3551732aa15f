import { runCommand } from './tools/run-command.ts';
import { addressesOf } from './verify/addresses.ts';
import { runVerify } from './verify/run-verify.ts';

const HELP = `npm run verify

Reads every store of the shop, also while it is at work, and says of each invariant whether it holds, with its figures.
Exit code 1 if an invariant is broken or a store cannot be read. It changes nothing.
It is the only program that reads the stores of all services itself, because it has to find out whether they agree,
whatever the services say.
  MYSQL_URL        server of all databases, default mysql://root@localhost:13306; ITEM_MYSQL_URL etc. for one of its own
  REDIS_URL        default redis://localhost:16379, with REDIS_CLUSTER=true when that is a node of a cluster
  KAFKA_BROKERS    default localhost:19092, with KAFKA_TOPIC_PREFIX
  MONGODB_URL      the database of the pages, default mongodb://localhost:17017
  --help           prints this text`;

await runCommand({
  help: HELP,
  options: {},
  failure: 'The shop could not be verified',
  run: async () => {
    console.log('Reading the stores; with millions of orders that takes a minute.\n');
    const { report, exitCode } = await runVerify({ addresses: addressesOf(process.env), now: new Date() });
    console.log(report);
    return exitCode;
  },
});
