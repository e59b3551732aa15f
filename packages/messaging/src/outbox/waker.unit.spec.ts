import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWaker } from './waker.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function length(sleep: Promise<void>): Promise<number> {
  const startedAt = Date.now();
  const woken = sleep.then(() => Date.now() - startedAt);
  await vi.runAllTimersAsync();
  return woken;
}

it('polls less and less often while there is nothing to do, and at once again after work', async () => {
  const waker = createWaker();
  const lengths: number[] = [];
  for (const found of [true, false, false, false, false, false, false, true]) {
    lengths.push(await length(waker.sleep(found, 10_000)));
  }
  expect(lengths).toEqual([20, 40, 80, 160, 320, 640, 1_000, 20]);
});

it('does not sleep beyond the limit', async () => {
  expect(await length(createWaker().sleep(false, 15))).toBe(15);
});

it('is woken at once', async () => {
  const waker = createWaker();
  const sleep = waker.sleep(false, 10_000);
  waker.wake();
  expect(await length(sleep)).toBe(0);
});

it('does not sleep when it was woken before, and only that once', async () => {
  const waker = createWaker();
  waker.wake();
  expect(await length(waker.sleep(true, 10_000))).toBe(0);
  expect(await length(waker.sleep(true, 10_000))).toBe(20);
});
