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
}

export interface Wanted {
  /** The name of a kind of attack. */
  readonly attack: string;
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

export interface AttackThread {
  attack(wanted: Wanted): Promise<Attacked>;
  stop(): Promise<void>;
}

/**
 * Attacks from a thread of its own: what the attackers do between two requests must not delay the customers of this one. It
 * is one for all attacks, and has loaded when this resolves: customers share its processor, and would wait for that.
 */
export async function startAttackThread(surroundings: Surroundings): Promise<AttackThread> {
  const worker = new Worker(new URL('./attack-thread.ts', import.meta.url), { workerData: surroundings });
  const next = async () => {
    const [message] = await once(worker, 'message');
    return message;
  };
  await next();
  return {
    attack(wanted) {
      worker.postMessage(wanted);
      return next();
    },
    async stop() {
      await worker.terminate();
    },
  };
}
