import { stopStack } from '@rushgraph/stack';
import { closingLine, skippedLines } from './test/count-results.ts';
import { runTests } from './test/run-tests.ts';
import { root } from './tools/root.ts';

const HELP = `npm test [-- --project unit|int|e2e] [-- <Vitest arguments>]

Runs every test but the fault suite (npm run test:faults): unit (no servers), int (real MySQL, Redis, Kafka, MongoDB),
e2e (all processes, through the gateway).
The test servers are started when needed and kept for the next run, except with CI=true;
\`npm run stack -- down --set test\` stops them.`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
} else {
  const counts = await runTests(root, args);
  if (process.env.CI) await stopStack({ set: 'test', root, env: process.env, log: console.log });
  console.log(['', ...skippedLines(counts), closingLine(counts)].join('\n'));
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
