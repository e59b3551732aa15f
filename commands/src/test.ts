import { closingLine, skippedLines } from './test/count-results.ts';
import { stopServers } from './test/stop-servers.ts';
import { runTests } from './test/suites.ts';
import { testOptions, vitestArguments } from './test/vitest-arguments.ts';
import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm test [-- <part of a file name> …] [-- --project unit|int|e2e]

Runs every test but the fault suite (npm run test:faults): unit (no servers), int (real MySQL, Redis, Kafka, MongoDB),
e2e (all processes, through the gateway).
The test servers are started when needed and kept for the next run, except with CI=true;
\`npm run stack -- down --set test\` stops them.
A test that ends in a time-out is run once more, with its file; if it then passes, the summary says SLOW and the test.
  --project NAME               runs only unit, int or e2e; may be given several times
  -t, --testNamePattern TEXT   runs only tests whose name matches
  --                           passes what follows to Vitest unchanged
  --help                       prints this text`;

const { own, vitest } = vitestArguments(process.argv.slice(2));
await runCommand(
  {
    help: HELP,
    options: testOptions,
    positionals: true,
    failure: 'The tests could not be run',
    run: async () => {
      const { counts, lines } = await runTests(root, vitest).finally(() => stopServers(process.env));
      console.log(['', ...lines, ...skippedLines(counts), closingLine(counts)].join('\n'));
      return counts.failed > 0 ? 1 : 0;
    },
  },
  own,
);
