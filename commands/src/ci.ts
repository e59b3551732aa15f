import { stopStack } from '@rushgraph/stack';
import { runChecks } from './check/run-checks.ts';
import { closingLine, skippedLines, sumCounts, type TestCounts } from './test/count-results.ts';
import { runFaults, runTests } from './test/suites.ts';
import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run ci

Runs npm run check, npm test and npm run test:faults, and prints one closing line that sums them up. It decides whether main is green.
A failed check counts as one failure, and no test is run then.
  --help   prints this text`;

await runCommand({
  help: HELP,
  options: {},
  failure: 'The tests could not be run',
  run: async () => {
    const { lines, counts } = await runAll();
    console.log(['', ...lines, ...skippedLines(counts), closingLine(counts)].join('\n'));
    return counts.failed > 0 ? 1 : 0;
  },
});

async function runAll(): Promise<{ readonly lines: readonly string[]; readonly counts: TestCounts }> {
  const failedChecks = await runChecks(root);
  if (failedChecks > 0) return { lines: [], counts: { passed: 0, failed: failedChecks, skipped: 0 } };
  try {
    const tests = await runTests(root, []);
    const faults = await runFaults(root, []);
    const sums = [`tests: ${closingLine(tests.counts)}`, `fault suite: ${closingLine(faults.counts)}`];
    return { lines: [...tests.lines, ...faults.lines, ...sums], counts: sumCounts([tests.counts, faults.counts]) };
  } finally {
    await stopStack({ set: 'test', root, env: process.env, log: console.log });
  }
}
