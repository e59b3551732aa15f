import { expect, test } from 'vitest';
import { isFirstTime } from './first-time.ts';

/** Tests that are no rows of the fault suite, and need each other: they are run again with their file. */
let prepared = false;

test('prepares the next', () => {
  prepared = true;
});

test('hangs once', async () => {
  expect(prepared).toBe(true);
  if (!isFirstTime('hung')) return;
  void Promise.reject(new Error('lost beside a late test'));
  await new Promise<void>(() => undefined);
});
