import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopStack } from '@rushgraph/stack';
import { closingLine, countResults } from './test/count-results.ts';
import { runTool } from './tools/run-tool.ts';

const HELP = `npm test [-- --project unit|int|e2e] [-- <Vitest arguments>]

Runs every test: unit (no servers), int (real MySQL, Redis, Kafka, MongoDB), e2e (all processes, through the gateway).
The test servers are started when needed and kept for the next run, except with CI=true;
\`npm run stack -- down --set test\` stops them.`;

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
} else {
  process.exitCode = await runTests();
}

async function runTests(): Promise<number> {
  const folder = join(root, '.stack', 'results');
  const results = join(folder, `${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  // Every file loads the same packages in a process of its own: what Node made of them is kept for the next one.
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'rushgraph-compile-cache') };
  const { code } = await runTool('pnpm', ['exec', 'vitest', 'run', ...reporters, ...args], { cwd: root, env });
  if (process.env.CI) await stopStack({ set: 'test', root, env: process.env, log: console.log });
  const counts = countResults(readFileSync(results, 'utf8'));
  rmSync(results);
  // Vitest also fails for what belongs to no test, such as an unhandled rejection.
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  console.log(`\n${closingLine({ ...counts, failed })}`);
  return failed > 0 ? 1 : 0;
}
