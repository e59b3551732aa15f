import { deriveId, type OrderId } from '@rushgraph/contracts';
import { expect, it } from 'vitest';
import { prefersStreams } from './choose-engine.ts';

const ids = Array.from({ length: 10_000 }, (_, index) => deriveId<OrderId>('order', 'ann', String(index)));

it.each([
  [0, 0, 0],
  [25, 2_300, 2_700],
  [100, 10_000, 10_000],
])('gives the streams engine %i of 100 orders', (share, least, most) => {
  const chosen = ids.filter((id) => prefersStreams(id, share)).length;
  expect(chosen).toBeGreaterThanOrEqual(least);
  expect(chosen).toBeLessThanOrEqual(most);
});

it('keeps with the streams engine what it had when its share grows', () => {
  const small = ids.filter((id) => prefersStreams(id, 10));
  expect(small.every((id) => prefersStreams(id, 40))).toBe(true);
});
