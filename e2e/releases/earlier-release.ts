import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIGRATIONS = ':(glob)subgraphs/*/migrations/*.sql';

/** The commit of a release that is still running while this one changes the tables; or why it cannot be had here. */
export type EarlierRelease = { readonly commit: string } | { readonly missing: string };

/** Finds the commit that is asked for; without one, the last before the newest migration of a subgraph. */
export async function findEarlierRelease(root: string, asked: string | undefined): Promise<EarlierRelease> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trim();
  const commitOf = (name: string) => git('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  if (asked) return { commit: await commitOf(asked) };
  try {
    const newest = await git('log', '-1', '--format=%H', '--', MIGRATIONS);
    return { commit: await commitOf(`${newest}^`) };
  } catch (error) {
    const isShallow = await git('rev-parse', '--is-shallow-repository').catch(() => undefined);
    if (isShallow === undefined) return { missing: 'git knows no history of this folder' };
    if (isShallow === 'true') return { missing: 'this clone is shallow: git fetch --unshallow brings the history' };
    throw error;
  }
}
