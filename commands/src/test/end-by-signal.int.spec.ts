import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@rushgraph/testkit';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { root } from '../tools/root.ts';

const folder = await mkdtemp(join(tmpdir(), 'ended-by-signal-'));
afterAll(() => rm(folder, { recursive: true }));

const config = `--config=${join(root, 'commands', 'test', 'endless-suite', 'vitest.config.ts')}`;
const QUIET = '--disable-warning=ExperimentalWarning';

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s ends the command, its Vitest and the workers of that', { timeout: 120_000 }, async (signal, code) => {
  const PIDS_FILE = join(folder, signal);
  const script = join(root, 'commands', 'src', 'test.ts');
  const command = spawn(process.execPath, [QUIET, script, '--', config, '--project=*'], {
    cwd: root,
    env: { ...process.env, CI: '', PIDS_FILE },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  command.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(command, 'close');
  const pids: number[] = [];
  onTestFinished(() => {
    command.kill('SIGKILL');
    for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  });
  await eventually(async () => pids.push(...JSON.parse(await readFile(PIDS_FILE, 'utf8'))), { timeoutMs: 60_000 });
  expect(pids.map(isRunning)).toEqual([true, true]);
  command.kill(signal);
  expect(await ended).toEqual([code, null]);
  expect(errors).toContain(`Ended by ${signal}\n`);
  await eventually(async () => expect(pids.map(isRunning)).toEqual([false, false]));
});
