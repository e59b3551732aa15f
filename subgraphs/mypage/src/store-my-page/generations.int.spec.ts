import { race, testMongo } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGenerations } from './generations.ts';

let mongo: Awaited<ReturnType<typeof testMongo>>;
beforeAll(async () => {
  mongo = await testMongo();
});
afterAll(() => mongo.drop());

const generations = () => createGenerations(mongo.db, () => new Date(0));

test('rebuilds that begin at once are given different numbers, which nobody is given again', async () => {
  const given = await race(8, () => generations().begin());
  const numbers = given.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
  expect(numbers.toSorted((left, right) => left - right)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await generations().begin()).toBe(10);
});

test('who has read the pointer before others swapped cannot swap, not even when the same generation is live again', async () => {
  const before = await generations().current();
  expect(await generations().swap(before, 11)).toBe(true);
  expect(await generations().swap(before, 12)).toBe(false);
  expect(await generations().swap(await generations().current(), 1)).toBe(true);
  expect(await generations().current()).toEqual({ live: before.live, previous: 11 });
  expect(await generations().swap(before, 12)).toBe(false);
});
