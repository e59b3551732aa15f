import { getPriority, setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';

/** What a thread may say in its data. */
export interface Behind {
  /** Whether others wait for it who are no strangers: where all processors are busy, it then has a third of the weight. */
  readonly isAwaited?: boolean;
}

const LOWEST = 19;
const STEPS = 5;
const { isAwaited = false }: Behind = workerData ?? {};

/*
 * Begins each thread beside the one that serves requests: it waits for others where processors are few. What a thread loads
 * is most of its start, and all that is imported statically is loaded before the first line runs; so the rest comes only
 * now. Linux alone has priorities of threads: elsewhere this would be the whole process's.
 */
if (process.platform === 'linux') setPriority(isAwaited ? Math.min(LOWEST, getPriority() + STEPS) : LOWEST);
const [, , script = ''] = process.argv;
await import(script);
