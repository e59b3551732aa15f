import { expect, test } from 'vitest';
import { barrier, race } from './barrier.ts';
import { eventually } from './eventually.ts';
import { isTimeout, TimeoutError } from './timeout-error.ts';

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

test('eventually throws a time-out that tells the last failure', async () => {
  const failure = new Error('never');
  const error: unknown = await eventually(() => Promise.reject(failure), { timeoutMs: 5, everyMs: 1 }).catch((e) => e);
  expect(error).toMatchObject({ message: 'Still so after 0.005 s: never', cause: failure });
  expect(isTimeout(error)).toBe(true);
});

test('a time-out is told apart from a wrong result, through causes and aggregates', () => {
  const late = new TimeoutError('late');
  expect(isTimeout(new Error('not ready', { cause: late }))).toBe(true);
  expect(isTimeout(new AggregateError([late, late]))).toBe(true);
  expect(isTimeout(new DOMException('aborted', 'TimeoutError'))).toBe(true);
  expect(isTimeout(new AggregateError([late, new Error('oversold')]))).toBe(false);
  expect(isTimeout(new AggregateError([]))).toBe(false);
  expect(isTimeout(new Error('oversold'))).toBe(false);
  expect(isTimeout('late')).toBe(false);
});
