import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isThere } from './is-there.ts';

/**
 * Makes a directory once. `fill` works under a name of its own and the directory appears when it is whole: a crash in
 * between leaves only a draft, which the next call removes, and a child that outlived the crash writes into nothing.
 */
export async function makeDirectoryOnce(directory: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (await isThere(directory)) return;
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  const drafts = `${basename(directory)}.draft-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(drafts)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const draft = join(parent, `${drafts}${process.pid}`);
  await mkdir(draft);
  await fill(draft);
  await rename(draft, directory);
}
