import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { returnStartMemory } from './return-start-memory.ts';

const youngMegabytes = () =>
  (getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0) / 1_048_576;

it('gives back the space for young objects, which grew when much was made and kept', () => {
  const made: object[][] = [];
  // Other tests of this process may have made it grow already.
  do made.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  while (youngMegabytes() < 16);
  const grown = youngMegabytes();
  returnStartMemory();
  expect(youngMegabytes()).toBeLessThan(grown);
  expect(made[0]).toHaveLength(100_000);
  expect(globalThis.gc).toBeUndefined();
});
