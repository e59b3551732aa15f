import { silentLogger } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createApqCache } from './apq-cache.ts';

it('takes nothing of them for what Redis has not kept', async () => {
  const redis = { get: async () => null, set: () => Promise.reject(new Error('away')), del: async () => 0 };
  const kept: string[] = [];
  const cache = createApqCache(redis, silentLogger(), () => 0);
  for (let time = 0; time < 10; time++) await cache.set('a', 'x'.repeat(5_000_000));
  Object.assign(redis, { set: async (key: string) => kept.push(key) });
  await cache.set('a', 'x'.repeat(5_000_000));
  expect(kept).toEqual(['a']);
});

it('keeps five million characters in an hour, and from then on as many as time allows', async () => {
  const kept: string[] = [];
  const redis = {
    get: async () => null,
    set: async (key: string) => kept.push(key),
    del: async () => 0,
  };
  const clock = { ms: 0 };
  const cache = createApqCache(redis, silentLogger(), () => clock.ms);
  const text = 'x'.repeat(1_000_000);
  const keep = async (...keys: readonly string[]) => {
    for (const key of keys) await cache.set(key, text);
  };
  await keep('1', '2', '3', '4', '5', '6');
  expect(kept).toEqual(['1', '2', '3', '4', '5']);
  clock.ms = 700_000;
  await keep('7');
  clock.ms = 720_000;
  await keep('8', '9');
  expect(kept.slice(5)).toEqual(['8']);
  // The same again costs nothing, and is kept for longer after an hour.
  await keep('8', '8');
  expect(kept.slice(5)).toEqual(['8']);
  clock.ms += 3_600_001;
  await keep('8');
  expect(kept.slice(5)).toEqual(['8', '8']);
  // So is what Redis has lost.
  clock.ms += 720_000;
  await cache.get('8');
  await keep('8');
  expect(kept.slice(5)).toEqual(['8', '8', '8']);
  // What is asked beyond that is forgotten, and no fault.
  expect(await cache.get('9')).toBeUndefined();
});
