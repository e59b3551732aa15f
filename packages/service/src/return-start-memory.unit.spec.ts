import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { returnStartMemory } from './return-start-memory.ts';

const youngMegabytes = () =>
  (getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0) / 1_048_576;

it('gives back the space for young objects, which grew when much was made and kept', () => {
  let made: object[] = [];
  while (youngMegabytes() < 16) made = Array.from({ length: 200_000 }, (_, index) => ({ index, before: made.length }));
  expect(made).toHaveLength(200_000);
  returnStartMemory();
  expect(youngMegabytes()).toBeLessThan(8);
  expect(globalThis.gc).toBeUndefined();
});
