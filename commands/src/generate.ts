import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { subgraphsWithTables } from './check/checks.ts';
import { exportEventSchemas } from './generate/export-event-schemas.ts';
import { runTool } from './tools/run-tool.ts';

const HELP = `npm run generate

Makes everything that is generated: resolver types, migrations, JSON Schemas of the events, the composed schema.`;

const root = fileURLToPath(new URL('../..', import.meta.url));
if (process.argv.includes('--help')) {
  console.log(HELP);
} else {
  const drizzle = subgraphsWithTables(root).map((name) => join('subgraphs', name, 'drizzle.config.ts'));
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['pnpm', 'exec', 'graphql-codegen', '--config', 'codegen.ts'],
    ...drizzle.map((config): [string, ...string[]] => [
      'pnpm',
      'exec',
      'drizzle-kit',
      'generate',
      `--config=${config}`,
    ]),
    ['node', 'commands/src/compose.ts'],
  ];
  for (const [command, ...args] of steps) {
    const { code } = await runTool(command, args, { cwd: root });
    if (code !== 0) process.exitCode = 1;
  }
  exportEventSchemas(root);
}
