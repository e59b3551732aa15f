import { expect, it } from 'vitest';
import { inChunks } from './in-chunks.ts';

it('splits a list into chunks of a given size, in order', () => {
  expect([...inChunks([1, 2, 3, 4, 5], () => 2)]).toEqual([[1, 2], [3, 4], [5]]);
  expect([...inChunks([1, 2], () => Number.POSITIVE_INFINITY)]).toEqual([[1, 2]]);
  expect([...inChunks([], () => 2)]).toEqual([]);
});

it('asks before each part, and gives at least one', () => {
  const answers = [3, 1, 0];
  expect([...inChunks([1, 2, 3, 4, 5], () => answers.shift() ?? 1)]).toEqual([[1, 2, 3], [4], [5]]);
});
