import { expect, it } from 'vitest';
import { createRecentBatches } from './recent-batches.ts';

const batch = (size: number) =>
  Array.from({ length: size }, () => ({ topic: 't', key: 'k', type: 't', headers: {}, payload: null }));

it('recalls a batch until it is forgotten', () => {
  const memory = createRecentBatches();
  const kept = batch(3);
  memory.keep('a', kept);
  expect([memory.recall('a'), memory.recall('b')]).toEqual([kept, undefined]);
  memory.forget('a');
  memory.forget('b');
  expect(memory.recall('a')).toBeUndefined();
});

it('holds no more records than it may: the oldest batches go', () => {
  const memory = createRecentBatches(10);
  for (const id of ['a', 'b', 'c']) memory.keep(id, batch(4));
  expect(['a', 'b', 'c'].map((id) => memory.recall(id)?.length)).toEqual([undefined, 4, 4]);
  memory.keep('d', batch(11));
  expect(['b', 'c', 'd'].map((id) => memory.recall(id)?.length)).toEqual([undefined, undefined, undefined]);
});
