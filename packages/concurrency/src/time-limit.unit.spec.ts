import { expect, it } from 'vitest';
import { createLimit, TimeLimitPassed, withinLimit } from './time-limit.ts';

const never = () => new Promise<never>(() => undefined);

it('gives the result of work that is done in time', async () => {
  expect(await withinLimit(1_000, async () => 'done')).toBe('done');
});

it('gives up on work that takes longer, and tells the work before its next step', async () => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  let next: Promise<void> | undefined;
  const given = withinLimit(1, ({ check }) => {
    next = late.then(check);
    return next;
  });
  await expect(given).rejects.toBeInstanceOf(TimeLimitPassed);
  resolve();
  await expect(next).rejects.toBeInstanceOf(TimeLimitPassed);
});

it('notices that the time has passed while the process stood still, before any timer could run', async () => {
  const given = withinLimit(5, async ({ check }) => {
    for (const until = performance.now() + 6; performance.now() < until; );
    check();
  });
  await expect(given).rejects.toThrow('Not done within 5 ms');
});

it('throws the error of its owner', async () => {
  await expect(withinLimit(1, never, () => new RangeError('silence'))).rejects.toThrow('silence');
});

it('bounds several waits by one time, and does not disturb a process in which nobody waits', async () => {
  const limit = createLimit(5);
  expect(await limit.wait(Promise.resolve('first'))).toBe('first');
  await expect(limit.wait(never())).rejects.toBeInstanceOf(TimeLimitPassed);
  expect(limit.isOver()).toBe(true);
  await expect(limit.wait(never())).rejects.toBeInstanceOf(TimeLimitPassed);
});

it('is none without a time', async () => {
  const limit = createLimit(undefined);
  limit.check();
  limit.end();
  expect([await limit.wait(Promise.resolve(1)), limit.isOver()]).toEqual([1, false]);
});
