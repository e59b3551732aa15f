import { fileURLToPath } from 'node:url';
import { diskFull } from './disk-full.ts';
import { hasCode } from './has-code.ts';
import {
  resetStack,
  StackProblem,
  type StackRequest,
  type StackSet,
  stackStatus,
  startStack,
  stopStack,
} from './index.ts';
import { readOptions, UsageError } from './read-options.ts';
import { stackSets } from './stack-types.ts';

const usage = `Usage: npm run stack -- up|down|reset|status [--set dev|test] [--json]

Gives MySQL, Redis, Kafka and MongoDB by the first that works: MYSQL_URL, REDIS_URL, KAFKA_BROKERS and MONGODB_URL of
the environment; a Docker engine; JDK 17 or newer with Maven (about 240 MB are downloaded once).

  up       start what does not run yet and wait until it answers
  down     stop what this checkout started; the data stays
  reset    down, then delete the data
  status   say what runs where; exit code 1 unless all four are ready

  --set    dev (default; what "npm start" uses) or test (what the tests use)
  --json   print the result as JSON
  --help   print this text

Data and logs are in .stack/<set>, downloads in .stack/lib.`;

const options = {
  set: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, options, { positionals: true });
  const isJson = values.json === true;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const request: StackRequest = {
    set: readSet(values.set ?? 'dev'),
    root: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    env: process.env,
    // Progress goes to standard error, so that `--json` leaves standard output to the result.
    log: (line) => console.error(line),
  };
  if (positionals.length !== 1) throw new StackProblem('Say one of up, down, reset, status; --help explains them.');
  switch (positionals[0]) {
    case 'up':
      return up(request, isJson);
    case 'down':
      await stopStack(request);
      return done(`The ${request.set} servers are stopped.`, isJson);
    case 'reset':
      await resetStack(request);
      return done(`The ${request.set} servers are stopped and their data is deleted.`, isJson);
    case 'status':
      return status(request, isJson);
    default:
      throw new StackProblem(`"${positionals[0]}" is none of up, down, reset, status; --help explains them.`);
  }
}

async function up(request: StackRequest, json: boolean): Promise<number> {
  const addresses = await startStack(request);
  if (json) console.log(JSON.stringify(addresses, null, 2));
  else {
    console.log(`The ${request.set} servers are ready (${addresses.rung}${addresses.startedHere ? '' : ', reused'}):`);
    console.log(`  MYSQL_URL=${addresses.mysqlUrl}\n  REDIS_URL=${addresses.redisUrl}`);
    console.log(`  KAFKA_BROKERS=${addresses.kafkaBrokers}\n  MONGODB_URL=${addresses.mongodbUrl}`);
  }
  return 0;
}

async function status(request: StackRequest, json: boolean): Promise<number> {
  const list = await stackStatus(request);
  if (json) console.log(JSON.stringify(list, null, 2));
  else {
    for (const { name, state, address, rung, pid } of list) {
      const where = address === undefined ? '' : `  ${address}  ${rung}${pid === undefined ? '' : `, pid ${pid}`}`;
      console.log(`${name.padEnd(8)} ${state}${where}`);
    }
  }
  return list.every(({ state }) => state === 'ready' || state === 'named by the environment') ? 0 : 1;
}

function done(sentence: string, json: boolean): number {
  console.log(json ? JSON.stringify({ done: true }) : sentence);
  return 0;
}

function readSet(text: string): StackSet {
  const set = stackSets.find((candidate) => candidate === text);
  if (set === undefined) throw new StackProblem(`--set must be dev or test, not "${text}".`);
  return set;
}

// kafkajs hands setTimeout a negative number when nothing throttles it; Node then waits 1 ms and says so each time.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') console.error(warning.stack);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (hasCode(error, 'ENOSPC')) console.error(diskFull);
  else if (error instanceof StackProblem || error instanceof UsageError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
