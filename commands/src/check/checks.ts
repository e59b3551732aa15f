import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../generate/export-event-schemas.ts';
import { runTool } from '../tools/run-tool.ts';
import { findDeadLinks } from './find-dead-links.ts';
import { findImportCycles } from './find-import-cycles.ts';

export interface Check {
  readonly name: string;
  /** What to do when it fails. */
  readonly remedy: string;
  /** Empty when all is well, else what is wrong. */
  run(root: string): Promise<string>;
}

function tool(name: string, remedy: string, command: string, args: readonly string[]): Check {
  return {
    name,
    remedy,
    async run(root) {
      const { code, output } = await runTool(command, args, { cwd: root, capture: true, env: { NO_COLOR: '1' } });
      return code === 0 ? '' : output.trim() || `${command} ended with exit code ${code}`;
    },
  };
}

const migrations: Check = {
  name: 'migrations',
  remedy: 'npm run generate',
  async run(root) {
    const stale: string[] = [];
    for (const owner of foldersWithTables(root)) {
      const folder = join(root, owner, 'migrations');
      const copy = mkdtempSync(join(root, '.stack', 'migrations-'));
      try {
        cpSync(folder, copy, { recursive: true });
        const before = readdirSync(copy).length;
        const schema = `${owner}/src/db/schema.ts`;
        const out = copy.slice(root.length);
        const args = ['exec', 'drizzle-kit', 'generate', '--dialect=mysql', `--schema=${schema}`, `--out=${out}`];
        const { code, output } = await runTool('pnpm', args, { cwd: root, capture: true });
        if (code !== 0) stale.push(`${owner}: ${output.trim()}`);
        else if (readdirSync(copy).length !== before)
          stale.push(`${owner}: its tables have changed since its last migration`);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    }
    return stale.join('\n');
  },
};

const eventSchemas: Check = {
  name: 'event schemas',
  remedy: 'npm run generate',
  async run(root) {
    const stale = [...schemaFiles()].filter(([path, text]) => readIfThere(join(root, path)) !== text);
    return stale.map(([path]) => `${path} is not what the code says`).join('\n');
  },
};

const links: Check = {
  name: 'links of the documentation',
  remedy: 'let each link lead to where the file or the heading is now',
  run: async (root) => (await findDeadLinks(root)).join('\n'),
};

const cycles: Check = {
  name: 'imports go one way',
  remedy: 'move what both need to where neither has to import the other',
  run: async (root) => (await findImportCycles(root)).join('\n'),
};

export const checks: readonly Check[] = [
  tool('types', 'mend the types', 'pnpm', ['exec', 'tsc', '-p', '.']),
  tool('lint and format', 'npm run format', 'pnpm', ['exec', 'biome', 'ci', '--colors=off', '.']),
  tool('resolver types', 'npm run generate', 'pnpm', ['exec', 'graphql-codegen', '--config', 'codegen.ts', '--check']),
  tool('composed schema', 'npm run compose', 'node', ['commands/src/compose.ts', '--check']),
  migrations,
  eventSchemas,
  links,
  cycles,
];

/** The folders of what owns a MySQL database. */
export function foldersWithTables(root: string): string[] {
  const folders = ['subgraphs', 'packages'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return folders.filter((folder) => existsSync(join(root, folder, 'src', 'db', 'schema.ts')));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
