import { runChecks } from './check/run-checks.ts';
import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run check

Checks types, lint and format, and that everything generated is up to date. CI runs the same checks.
  --help   prints this text`;

await runCommand({
  help: HELP,
  options: {},
  failure: 'The checks could not be run',
  run: async () => ((await runChecks(root)) > 0 ? 1 : 0),
});
