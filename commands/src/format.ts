import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';
import { runTool } from './tools/run-tool.ts';

const HELP = `npm run format [-- <file or folder> …]

Formats the code, and fixes what the linter can fix safely.
  --help   prints this text`;

await runCommand({
  help: HELP,
  options: {},
  positionals: true,
  failure: 'The code could not be formatted',
  run: async ({ positionals }) => {
    const paths = positionals.length > 0 ? positionals : ['.'];
    return (await runTool('pnpm', ['exec', 'biome', 'check', '--write', ...paths], { cwd: root })).code;
  },
});
