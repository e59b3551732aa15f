import { expect, it } from 'vitest';
import { createParcelMemory } from './parcel-memory.ts';

const parcel = (size: number) =>
  Array.from({ length: size }, () => ({ topic: 't', key: 'k', type: 't', headers: {}, payload: null }));

it('recalls a parcel until it is forgotten', () => {
  const memory = createParcelMemory();
  const kept = parcel(3);
  memory.keep('a', kept);
  expect([memory.recall('a'), memory.recall('b')]).toEqual([kept, undefined]);
  memory.forget('a');
  memory.forget('b');
  expect(memory.recall('a')).toBeUndefined();
});

it('holds no more records than it may: the oldest parcels go', () => {
  const memory = createParcelMemory(10);
  for (const id of ['a', 'b', 'c']) memory.keep(id, parcel(4));
  expect(['a', 'b', 'c'].map((id) => memory.recall(id)?.length)).toEqual([undefined, 4, 4]);
  memory.keep('d', parcel(11));
  expect(['b', 'c', 'd'].map((id) => memory.recall(id)?.length)).toEqual([undefined, undefined, undefined]);
});
