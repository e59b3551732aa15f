import { mkdir, rename, rm } from 'node:fs/promises';
import { isThere } from '../is-there.ts';

/** Makes a data directory once: `fill` works under another name, so that a crash never leaves a half-made one behind. */
export async function makeDataDirectory(directory: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (await isThere(directory)) return;
  const draft = `${directory}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await fill(draft);
  await rename(draft, directory);
}
