import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createKeyQueue } from './queue-for-keys.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const { wait, call } = createKeyQueue();
  const gone: string[] = [];
  const enter = (name: string, keys: string[], ms = 100) => void wait(keys, ms).then(() => gone.push(name));
  return { enter, call, gone };
}

it('calls the first who waits for each key', async () => {
  const { enter, call, gone } = setUp();
  enter('one', ['a']);
  enter('two', ['a', 'b']);
  enter('three', ['c']);
  enter('four', ['b']);
  call(['a', 'b']);
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['one', 'two']);
  call(['b', 'd']);
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['one', 'two', 'four']);
});

it('lets nobody wait longer than they would', async () => {
  const { enter, call, gone } = setUp();
  enter('patient', ['a'], 200);
  enter('impatient', ['a'], 50);
  await vi.advanceTimersByTimeAsync(50);
  expect(gone).toEqual(['impatient']);
  call(['a']);
  await vi.advanceTimersByTimeAsync(0);
  expect(gone).toEqual(['impatient', 'patient']);
  expect(vi.getTimerCount()).toBe(0);
});
