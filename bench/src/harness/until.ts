import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 120_000;

/** Asks again and again, with a pause in between, until the answer is yes. Throws when that takes two minutes. */
export async function until(what: string, everyMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > LIMIT_MS) throw new Error(`Waited two minutes in vain until ${what}`);
    await pause(everyMs);
  }
}
