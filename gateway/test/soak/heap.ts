import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Megabytes of the heap that are still in use after everything that is not was collected. */
export function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node cannot be told to collect');
  collect();
  return Math.round(process.memoryUsage().heapUsed / 104_857.6) / 10;
}
