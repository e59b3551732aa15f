import { openDatabase } from '@rushgraph/subgraph';
import { CommandError, runCommand } from './tools/run-command.ts';
import { addressesOf, type DatabaseService } from './verify/addresses.ts';

const HELP = `npm run migrate -- user|item|order|coupon …

Brings the tables of these services up to date and ends: a long change of a table is then done before any process starts
that would do it at its start. Instances and commands that do so at the same time take turns.
  MYSQL_URL         the server; ORDER_MYSQL_URL and so on where a service has a database elsewhere
  --help            prints this text`;

const { mysql } = addressesOf(process.env);

await runCommand({
  help: HELP,
  options: {},
  positionals: true,
  failure: 'The tables could not be brought up to date',
  run: async ({ positionals }) => {
    for (const service of servicesOf(positionals)) {
      const config = { MYSQL_URL: mysql[service], MYSQL_CONNECTIONS: 1 };
      const migrations = new URL(`../../subgraphs/${service}/migrations`, import.meta.url);
      const database = await openDatabase({ service, config }, migrations);
      await database.close();
      console.log(`The tables of ${service} at ${new URL(mysql[service]).host} are up to date.`);
    }
    return 0;
  },
});

function servicesOf(words: readonly string[]): DatabaseService[] {
  const known = Object.keys(mysql).join(', ');
  if (words.length === 0) throw new CommandError(`Say whose tables: npm run migrate -- order. There are ${known}.`);
  return words.map((word) => {
    if (!isService(word)) throw new CommandError(`"${word}" has no tables in MySQL; choose from ${known}.`);
    return word;
  });
}

function isService(word: string): word is DatabaseService {
  return Object.hasOwn(mysql, word);
}
