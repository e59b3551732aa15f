import { seededRandom } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type FaultSystem, type FaultSystemOptions, startFaultSystem } from './fault-system.ts';

/** The system of one row of the table; when the row fails, what the processes said is printed. */
export function useFaultSystem(options: () => Promise<FaultSystemOptions> = async () => ({})): () => FaultSystem {
  let system: FaultSystem | undefined;
  beforeAll(async () => {
    system = await startFaultSystem(await options());
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail' && system !== undefined) process.stderr.write(`${system.logs()}\n`);
  });
  afterAll(async () => {
    await system?.stop();
  });
  return () => {
    if (system === undefined) throw new Error('The system has not been started');
    return system;
  };
}

export interface Chance {
  readonly seed: number;
  readonly random: () => number;
}

/** Chance that can be had again: `FAULT_SEED=<seed>` repeats the run that printed it. */
export function faultChance(): Chance {
  const given = process.env.FAULT_SEED;
  const seed = given === undefined ? Date.now() % 1_000_000 : Number(given);
  if (!Number.isInteger(seed)) throw new Error(`FAULT_SEED must be a whole number, not "${given}"`);
  process.stdout.write(`seed=${seed}\n`);
  return { seed, random: seededRandom(seed) };
}

/** The same things in an order of chance. */
export function shuffle<T>({ random }: Chance, things: readonly T[]): T[] {
  const keyed = things.map((thing) => ({ thing, at: random() }));
  return keyed.sort((left, right) => left.at - right.at).map(({ thing }) => thing);
}
