import { closingLine, skippedLines } from './test/count-results.ts';
import { stopServers } from './test/stop-servers.ts';
import { runFaults } from './test/suites.ts';
import { faultOptions, vitestArguments } from './test/vitest-arguments.ts';
import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run test:faults [-- <part of a file name> …]

Runs the fault suite (*.fault.spec.ts): the crash table and the oversell runs, on real servers and real processes.
A row that ends in a time-out is run once more with the same seed; if it then passes, the summary says SLOW, the row and
the seed. FAULT_SEED=<seed> repeats a run. With CI=true the test servers are stopped at the end.
  -t, --testNamePattern TEXT   runs only tests whose name matches
  --                           passes what follows to Vitest unchanged
  --help                       prints this text`;

const { own, vitest } = vitestArguments(process.argv.slice(2));
await runCommand(
  {
    help: HELP,
    options: faultOptions,
    positionals: true,
    failure: 'The fault suite could not be run',
    run: async () => {
      const { counts, lines } = await runFaults(root, vitest).finally(() => stopServers(process.env));
      console.log(['', ...lines, ...skippedLines(counts), closingLine(counts)].join('\n'));
      return counts.failed > 0 ? 1 : 0;
    },
  },
  own,
);
