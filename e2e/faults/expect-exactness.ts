import { expect } from 'vitest';
import type { FaultSystem } from './fault-system.ts';
import { type Expected, findViolations } from './invariants.ts';
import { isForStreams, type Placement, type Shelf } from './place-orders.ts';
import { readFacts } from './read-facts.ts';
import { replayEverything } from './replay-everything.ts';
import { settleDown } from './settle-down.ts';

/** Orders that each row places: comfortably more than 2,000 for each engine. */
export const ORDERS = 4_400;
const LEAST_PER_ENGINE = 2_000;

/** What must hold after every fault, and after everything has been replayed from the beginning. */
export async function expectExactness(
  system: FaultSystem,
  placements: readonly Placement[],
  shelf: Shelf,
  injected: Pick<Expected, 'orphans' | 'poison'> = {},
): Promise<void> {
  const forStreams = placements.filter(isForStreams).length;
  expect(Math.min(forStreams, placements.length - forStreams)).toBeGreaterThanOrEqual(LEAST_PER_ENGINE);
  const accepted = new Map(placements.map(({ id, lines }) => [id, lines]));
  const expected = { accepted, stock: shelf.stock, ...injected };

  await settleDown(system);
  const facts = await readFacts(system);
  expect(findViolations(facts, expected)).toEqual([]);

  const { before, after } = await replayEverything(system);
  expect(Object.keys(before).length).toBeGreaterThan(0);
  for (const table of Object.keys(before)) expect(after[table], table).toEqual(before[table]);
  // Projections are folds of this topic: a replay tells them nothing that they have not been told.
  const again = await readFacts(system);
  expect(findViolations({ ...again, deadLetters: facts.deadLetters }, expected)).toEqual([]);
  expect(again.updates.length).toBe(facts.updates.length);
}
