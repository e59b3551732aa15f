import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../has-code.ts';
import { readIfThere } from '../read-if-there.ts';
import { processStart } from './process-start.ts';

type Waiting = (ownerPid: number) => void;

export interface Lock {
  /** Does nothing when somebody has broken the lock meanwhile. */
  release(): Promise<void>;
}

/**
 * Takes the lock file, which names its owner, or tells who has it. The lock of an owner that no longer runs – or whose
 * pid now belongs to a younger process – is broken.
 */
export async function takeLock(file: string): Promise<Lock | { readonly heldBy: number }> {
  await mkdir(dirname(file), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, start: await processStart(process.pid), token: crypto.randomUUID() });
  const draft = `${file}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(draft, own);
  try {
    for (;;) {
      // A link appears whole or not at all: nobody ever reads a lock whose owner is not yet written.
      if (await linked(draft, file)) break;
      const owner = await readIfThere(file);
      if (owner === undefined) continue;
      if (await isAlive(owner)) return { heldBy: ownerPid(owner) };
      await breakLock(file, owner);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    async release() {
      if ((await readIfThere(file)) === own) await rm(file, { force: true });
    },
  };
}

/** Runs `work` while holding the lock file; waits for whoever has it, and says so once. */
export async function withLock<T>(file: string, onWait: Waiting, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const lock = await takeLock(file);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        await lock.release();
      }
    }
    if (!told) onWait(lock.heldBy);
    told = true;
    await sleep(100);
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
