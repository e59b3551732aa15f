import { expect, it } from 'vitest';
import { nextPace, refill, spend } from './decide-batch.ts';

const start = { left: 0, at: 1_000 };

it('grows with time, and is spent by what was issued', () => {
  const later = refill(start, 1_250, 100, true);
  expect(later).toEqual({ left: 25, at: 1_250 });
  expect(refill(spend(later, 20), 1_255, 100, true)).toEqual({ left: 5.5, at: 1_255 });
});

it('keeps what is worth a second at most, and one coupon however slow', () => {
  expect(refill(start, 60_000, 100, true).left).toBe(100);
  expect(refill(start, 60_000, 0.5, true).left).toBe(1);
});

it('is nothing while the database is ill, and begins anew afterwards', () => {
  const ill = refill({ left: 50, at: 1_000 }, 2_000, 100, false);
  expect(ill).toEqual({ left: 0, at: 2_000 });
  expect(refill(ill, 2_010, 100, true).left).toBe(1);
});

it('gains nothing from a clock that stands still', () => {
  expect(refill({ left: 3, at: 1_000 }, 1_000, 100, true)).toEqual({ left: 3, at: 1_000 });
});

it('moves the pace towards what was measured', () => {
  expect(nextPace(100, 20, 100)).toBeCloseTo(130);
  expect(nextPace(100, 20, 0)).toBe(100);
});
