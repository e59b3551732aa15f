import { expect, test } from 'vitest';
import { createNewest } from './newest.ts';

const value = (given: number) => ({ done: false, value: given });
const over = { done: true, value: undefined };

test('who is slow gets the newest, and what came before it is not kept', async () => {
  const newest = createNewest<number>();
  for (const state of [1, 2, 3]) newest.put(state);
  expect(await newest.next()).toEqual(value(3));
  const waiting = newest.next();
  newest.put(4);
  newest.put(5);
  expect(await waiting).toEqual(value(4));
  expect(await newest.next()).toEqual(value(5));
});

test('what waits at the end is taken before it is over', async () => {
  const newest = createNewest<number>();
  newest.put(1);
  newest.end();
  newest.put(2);
  expect([await newest.next(), await newest.next()]).toEqual([value(1), over]);
});

test('a failure drops what waits, and is told once', async () => {
  const newest = createNewest<number>();
  newest.put(1);
  newest.fail(new Error('lost'));
  await expect(newest.next()).rejects.toThrow('lost');
  expect(await newest.next()).toEqual(over);
  const other = createNewest<number>();
  const waiting = other.next();
  other.fail(new Error('lost'));
  await expect(waiting).rejects.toThrow('lost');
});

test('who leaves while waiting waits no longer, and whoever feeds it is told once', async () => {
  let closed = 0;
  const newest = createNewest<number>(() => {
    closed += 1;
  });
  const waiting = newest.next();
  expect(await newest.return()).toEqual(over);
  expect(await waiting).toEqual(over);
  newest.end();
  newest.fail(new Error('late'));
  expect([await newest.next(), closed]).toEqual([over, 1]);
});
