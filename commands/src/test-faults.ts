import { stopStack } from '@rushgraph/stack';
import { closingLine, skippedLines } from './test/count-results.ts';
import { FAULT_SUITE, runFaults } from './test/run-faults.ts';
import { root } from './tools/root.ts';

const HELP = `npm run test:faults [-- <part of a file name> …] [-- <Vitest arguments>]

Runs the fault suite (*.fault.spec.ts): the crash table and the oversell runs, on real servers and real processes.
A row that ends in a time-out is run once more with the same seed; if it then passes, the summary says SLOW, the row and
the seed. FAULT_SEED=<seed> repeats a run. With CI=true the test servers are stopped at the end.`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
} else {
  const { counts, slow } = await runFaults(root, FAULT_SUITE, args);
  if (process.env.CI) await stopStack({ set: 'test', root, env: process.env, log: console.log });
  console.log(['', ...slow, ...skippedLines(counts), closingLine(counts)].join('\n'));
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
