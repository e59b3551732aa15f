import { expect, test } from 'vitest';
import { fixedClock, seededIds, seededRandom } from './clock-and-chance.ts';

test('the clock moves only when it is told to', () => {
  const clock = fixedClock('2026-03-01T00:00:00.000Z');
  expect(clock().toISOString()).toBe('2026-03-01T00:00:00.000Z');
  clock.advance(1_500);
  expect(clock().toISOString()).toBe('2026-03-01T00:00:01.500Z');
});

test('the same seed gives the same numbers, another one others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1).every((value) => value >= 0 && value < 1)).toBe(true);
});

test('ids of one seed do not repeat', () => {
  const ids = seededIds(3);
  expect(new Set(Array.from({ length: 100 }, () => ids())).size).toBe(100);
});
