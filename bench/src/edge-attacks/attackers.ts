import { type HelperProcess, startHelper } from '../harness/helper-process.ts';
import type { EdgeAttacksOptions } from './assaults.ts';

/** What the attackers need to know. */
export interface Surroundings {
  /** The endpoint of the gateway. */
  readonly url: string;
  /** Signs tokens that the gateway would take, to be spoilt. */
  readonly privateKeyPem: string;
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

/** Customers and subgraphs share a processor with it: what is measured is how long the gateway lets customers wait, not this one. */
const BEHIND_CUSTOMERS = 19;

/** One process for all attacks, which has loaded when this resolves: customers would wait for that, too. */
export function startAttackers(surroundings: Surroundings): Promise<HelperProcess<Wanted, Attacked>> {
  const script = new URL('./attackers-process.ts', import.meta.url);
  return startHelper({ script, data: surroundings, niceness: BEHIND_CUSTOMERS });
}
