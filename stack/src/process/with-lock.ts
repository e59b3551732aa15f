import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../has-code.ts';
import { readIfThere } from '../read-if-there.ts';
import { processStart } from './process-start.ts';

type Waiting = (ownerPid: number) => void;

/**
 * Runs `work` while holding the lock file, which names its owner. The lock of an owner that no longer runs — or
 * whose pid now belongs to a younger process — is broken.
 */
export async function withLock<T>(file: string, onWait: Waiting, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, start: await processStart(process.pid), token: crypto.randomUUID() });
  await acquire(file, own, onWait);
  try {
    return await work();
  } finally {
    if ((await readIfThere(file)) === own) await rm(file, { force: true });
  }
}

async function acquire(file: string, own: string, onWait: Waiting): Promise<void> {
  const draft = `${file}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(draft, own);
  try {
    for (let told = false; ; ) {
      // A link appears whole or not at all: nobody ever reads a lock whose owner is not yet written.
      if (await linked(draft, file)) return;
      const owner = await readIfThere(file);
      if (owner === undefined) continue;
      if (!(await isAlive(owner))) {
        await breakLock(file, owner);
        continue;
      }
      if (!told) onWait(ownerPid(owner));
      told = true;
      await sleep(100);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the stale lock aside; if it turns out that a rival had just replaced it, the rival's is put back. */
async function breakLock(file: string, stale: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readIfThere(aside)) !== stale) await linked(aside, file);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function ownerPid(owner: string): number {
  return Number(/"pid":(\d+)/.exec(owner)?.[1] ?? 0);
}

async function isAlive(owner: string): Promise<boolean> {
  const start = await processStart(ownerPid(owner));
  return start !== undefined && owner.includes(`"start":${JSON.stringify(start)}`);
}
