import { expect, test } from 'vitest';
import { barrier, race } from './barrier.ts';
import { eventually } from './eventually.ts';

test('a barrier holds everyone until the last one arrives', async () => {
  const { arrive } = barrier(2);
  const passed: string[] = [];
  const first = arrive().then(() => passed.push('first'));
  await Promise.resolve();
  expect(passed).toEqual([]);
  await Promise.all([first, arrive()]);
  expect(passed).toEqual(['first']);
});

test('a race tells how every runner ended', async () => {
  const results = await race(3, async (index) => {
    if (index === 1) throw new Error('fell');
    return index;
  });
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('eventually gives the value of the first success', async () => {
  let tries = 0;
  const value = await eventually(
    () => {
      tries++;
      if (tries < 3) throw new Error('not yet');
      return tries;
    },
    { everyMs: 1 },
  );
  expect(value).toBe(3);
});

test('eventually throws the last failure when time is up', async () => {
  await expect(eventually(() => Promise.reject(new Error('never')), { timeoutMs: 5, everyMs: 1 })).rejects.toThrow(
    'never',
  );
});
