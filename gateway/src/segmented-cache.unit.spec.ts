import { expect, it } from 'vitest';
import { createSegmentedCache } from './segmented-cache.ts';

interface Entry {
  readonly bytes: number;
  readonly isOften?: boolean;
}

const create = (maxBytes: number) =>
  createSegmentedCache<Entry>({
    maxBytes,
    bytesOf: ({ bytes }) => bytes,
    isUsedAgain: ({ isOften = true }) => isOften,
  });
const keys = (cache: ReturnType<typeof create>) => [...cache.entries()].map(([key]) => key).sort();

it('keeps what is used again, however much is used once', () => {
  const cache = create(100);
  cache.set('ours', { bytes: 10 });
  expect(cache.get('ours')).toEqual({ bytes: 10 });
  for (let n = 0; n < 1_000; n += 1) cache.set(`once ${n}`, { bytes: 5 });
  expect(cache.has('ours')).toBe(true);
  // A quarter of the room, and no more.
  expect(cache.size()).toBe(10 + 25);
});

it('asks what a use means', () => {
  const cache = create(100);
  cache.set('seen', { bytes: 25, isOften: false });
  cache.get('seen');
  cache.set('next', { bytes: 25 });
  expect(keys(cache)).toEqual(['next']);
});

it('gives those another chance that are used less than others', () => {
  const cache = create(100);
  for (const key of ['a', 'b', 'c', 'd']) {
    cache.set(key, { bytes: 25 });
    cache.get(key);
  }
  expect(keys(cache)).toEqual(['a', 'b', 'c', 'd']);
  cache.set('e', { bytes: 25 });
  expect(keys(cache)).toEqual(['b', 'c', 'd', 'e']);
});

it('keeps few that were used once, and knows of others that they were', () => {
  const cache = create(10_000);
  for (let n = 0; n < 30; n += 1) cache.set(`once ${n}`, { bytes: 1 });
  expect(keys(cache)).toHaveLength(10);
  cache.set('once 3', { bytes: 1 });
  for (let n = 100; n < 200; n += 1) cache.set(`once ${n}`, { bytes: 1 });
  expect(keys(cache)).toHaveLength(11);
  expect(cache.has('once 3')).toBe(true);
  cache.delete('once 100');
  cache.set('once 100', { bytes: 1 });
  for (let n = 200; n < 230; n += 1) cache.set(`once ${n}`, { bytes: 1 });
  expect(cache.has('once 100')).toBe(false);
});

it('is told of some that they are used again', () => {
  const cache = create(100);
  cache.set('told', { bytes: 30 }, true);
  for (const key of ['a', 'b', 'c']) cache.set(key, { bytes: 20 });
  expect(keys(cache)).toEqual(['c', 'told']);
  cache.set('c', { bytes: 20 }, true);
  expect([keys(cache), cache.size()]).toEqual([['c', 'told'], 50]);
});

it('replaces where it is, and looks without using', () => {
  const cache = create(100);
  cache.set('a', { bytes: 10 });
  cache.get('a');
  cache.set('a', { bytes: 30 });
  expect(cache.peek('a')).toEqual({ bytes: 30 });
  cache.set('a', { bytes: 20 }, false);
  expect([cache.peek('a'), cache.size()]).toEqual([{ bytes: 20 }, 20]);
  cache.set('b', { bytes: 20 });
  expect(cache.peek('b')).toEqual({ bytes: 20 });
  cache.set('c', { bytes: 25 });
  expect(keys(cache)).toEqual(['a', 'c']);
});

it('keeps nothing that is larger than its room, and forgets what it is told to', () => {
  const cache = create(100);
  cache.set('large', { bytes: 26 });
  expect(cache.has('large')).toBe(false);
  cache.set('a', { bytes: 1 });
  cache.get('a');
  expect([cache.delete('a'), cache.delete('a'), cache.size()]).toEqual([true, false, 0]);
});
