import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './root.ts';

const folder = join(root, 'commands', 'src');
const commands = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.includes('.spec.'));
const NODE_COMPILE_CACHE = join(tmpdir(), 'rushgraph-compile-cache');

/** What a command prints and how it ends. */
function run(file: string, args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const words = ['--disable-warning=ExperimentalWarning', join(folder, file), ...args];
  const options = { cwd: root, env: { ...process.env, NODE_COMPILE_CACHE } };
  return new Promise((resolve) => {
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

it.each(commands)('commands/src/%s answers an option that it does not know with one sentence', async (file) => {
  expect(await run(file, ['--sing'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Unknown option "--sing"; --help lists the options.\n',
  });
});

it('a command prints its help, whatever else was typed', async () => {
  const { code, stdout, stderr } = await run('format.ts', ['--sing', '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^npm run format/);
});
