import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { EdgeAttacksOptions } from './assaults.ts';

/** What the attackers need to know. */
export interface Surroundings {
  /** The endpoint of the gateway. */
  readonly url: string;
  /** Signs tokens that the gateway would take, to be spoilt. */
  readonly privateKey: KeyObject;
  readonly options: EdgeAttacksOptions;
  /** What is asked in one run is asked in no other one. */
  readonly run: number;
}

export interface Attacked {
  /** Milliseconds until each request was answered. */
  readonly times: readonly number[];
  /** Answers that were not as they should be. */
  readonly wrong: number;
  /** Requests that were cut off before they were sent. */
  readonly cut: number;
}

/** Attacks from a thread of its own: what the attackers do between two requests must not delay the customers of this one. */
export async function attackFromThread(attack: string, surroundings: Surroundings): Promise<Attacked> {
  const workerData = { attack, ...surroundings };
  const worker = new Worker(new URL('./attack-thread.ts', import.meta.url), { workerData });
  const [attacked] = await once(worker, 'message');
  await worker.terminate();
  return attacked;
}
