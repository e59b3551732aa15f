import { mkdir, rename, rm, stat } from 'node:fs/promises';

/** Makes a data directory once: `fill` works under another name, so that a crash never leaves a half-made one behind. */
export async function makeDataDirectory(directory: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const made = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (made !== undefined) return;
  const draft = `${directory}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await fill(draft);
  await rename(draft, directory);
}
