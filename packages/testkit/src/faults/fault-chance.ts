import { seededRandom } from '../clock-and-chance.ts';

export interface Chance {
  readonly seed: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

const SEEDS = 1_000_000;
let seedOfThisFile: number | undefined;

/**
 * Chance that can be had again: all rows of a file draw from one seed, and `FAULT_SEED=<seed>` repeats the run that
 * printed it.
 */
export function faultChance(): Chance {
  seedOfThisFile ??= readSeed(process.env.FAULT_SEED) ?? Math.floor(Math.random() * SEEDS);
  return { seed: seedOfThisFile, random: seededRandom(seedOfThisFile) };
}

/** The same things in an order of chance. */
export function shuffle<T>({ random }: Chance, things: readonly T[]): T[] {
  const keyed = things.map((thing) => ({ thing, at: random() }));
  return keyed.sort((left, right) => left.at - right.at).map(({ thing }) => thing);
}

function readSeed(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new Error(`FAULT_SEED must be a whole number, not "${text}"`);
  return seed;
}
