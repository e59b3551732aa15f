import { runChecks } from './check/run-checks.ts';
import { root } from './tools/root.ts';

const HELP = `npm run check

Types, lint, format, and whether everything generated is up to date. CI runs the same.`;

if (process.argv.includes('--help')) {
  console.log(HELP);
} else {
  process.exitCode = (await runChecks(root)) > 0 ? 1 : 0;
}
