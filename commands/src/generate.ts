import { join } from 'node:path';
import { foldersWithTables } from './check/checks.ts';
import { exportEventSchemas } from './generate/export-event-schemas.ts';
import { root } from './tools/root.ts';
import { runCommand } from './tools/run-command.ts';
import { runTool } from './tools/run-tool.ts';

const HELP = `npm run generate

Generates resolver types, migrations, JSON Schemas of the events and the composed schema.
  --help   prints this text`;

await runCommand({ help: HELP, options: {}, failure: 'Not everything could be generated', run: generate });

async function generate(): Promise<number> {
  let exitCode = 0;
  for (const [command, ...args] of steps()) {
    const { code } = await runTool(command, args, { cwd: root });
    if (code !== 0) exitCode = 1;
  }
  exportEventSchemas(root);
  return exitCode;
}

function steps(): readonly (readonly [string, ...string[]])[] {
  const configs = foldersWithTables(root).map((folder) => join(folder, 'drizzle.config.ts'));
  return [
    ['pnpm', 'exec', 'graphql-codegen', '--config', 'codegen.ts'],
    ...configs.map((config) => ['pnpm', 'exec', 'drizzle-kit', 'generate', `--config=${config}`] as const),
    ['node', 'commands/src/compose.ts'],
  ];
}
