import { expect, it } from 'vitest';
import { TimeLimitPassed, withinLimit } from './time-limit.ts';

it('gives the result of work that is done in time', async () => {
  expect(await withinLimit(1_000, async () => 'done')).toBe('done');
});

it('gives up on work that takes longer, and tells the work before its next step', async () => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  let next: Promise<void> | undefined;
  const given = withinLimit(1, (check) => {
    next = late.then(check);
    return next;
  });
  await expect(given).rejects.toBeInstanceOf(TimeLimitPassed);
  resolve();
  await expect(next).rejects.toBeInstanceOf(TimeLimitPassed);
});

it('notices that the time has passed while the process stood still, before any timer could run', async () => {
  const given = withinLimit(5, async (check) => {
    for (const until = performance.now() + 6; performance.now() < until; );
    check();
  });
  await expect(given).rejects.toThrow('Given up after 5 ms');
});
