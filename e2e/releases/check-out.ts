import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Checkout {
  readonly root: string;
  remove(): Promise<void>;
}

/** A worktree of a commit, with what its processes need to run. It lies outside of the repository, whose tests would find its own. */
export async function checkOut(repository: string, commit: string): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'rushgraph-release-'));
  const root = join(folder, 'checkout');
  // A test run that was killed has left its own, and the folder of it is gone with the next start of the computer.
  await run('git', ['worktree', 'prune'], { cwd: repository });
  await run('git', ['worktree', 'add', '--detach', root, commit], { cwd: repository });
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', root], { cwd: repository });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const install = ['install', '--prod', '--frozen-lockfile', '--prefer-offline', '--reporter=silent'];
    await run('pnpm', install, { cwd: root, env: { ...process.env, CI: 'true' } });
  } catch (error) {
    await remove();
    throw new Error(`The packages of ${commit} could not be installed`, { cause: error });
  }
  return { root, remove };
}
