import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CallerGone, callersTimeLeftMs, forCaller } from './callers-time.ts';
import { type GatherOptions, gatherReads } from './gather-reads.ts';

interface Read {
  readonly keys: readonly string[];
  readonly leftMs: number | undefined;
  end(): void;
  fail(error: Error): void;
}

/** Reads that end when they are told to, and the length of each key as its row. */
function fixture(options?: GatherOptions) {
  const reads: Read[] = [];
  const find = gatherReads(async (keys: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    reads.push({ keys, leftMs: callersTimeLeftMs(), end: resolve, fail: reject });
    await promise;
    return new Map(keys.map((key) => [key, key.length]));
  }, options);
  return { reads, find, keysOf: () => reads.map(({ keys }) => keys) };
}

it('reads once for all who ask in one turn, each key once', async () => {
  const { reads, find, keysOf } = fixture();
  const asked = [find(['a', 'bb']), find(['bb']), find(['ccc'])];
  await turn();
  expect(keysOf()).toEqual([['a', 'bb', 'ccc']]);
  reads[0]?.end();
  for (const rows of await Promise.all(asked)) expect(rows.get('bb')).toBe(2);
});

it('never lets anybody join a read that has begun', async () => {
  const { reads, find, keysOf } = fixture();
  const first = find(['a']);
  await turn();
  const second = find(['a']);
  await turn();
  expect(keysOf()).toEqual([['a'], ['a']]);
  for (const { end } of reads) end();
  expect(await first).not.toBe(await second);
});

it('gathers those who come while as many reads as may be are under way', async () => {
  const { reads, find, keysOf } = fixture({ mostInFlight: 1 });
  const asked = [find(['a'])];
  await turn();
  asked.push(find(['b']));
  await turn();
  asked.push(find(['c']));
  await turn();
  expect(keysOf()).toEqual([['a']]);
  reads[0]?.end();
  await asked[0];
  await turn();
  expect(keysOf()).toEqual([['a'], ['b', 'c']]);
  reads[1]?.end();
  await Promise.all(asked);
});

it('divides what is too much for one read, but for one caller', async () => {
  const { reads, find, keysOf } = fixture({ mostInFlight: 9, mostKeys: 2 });
  const asked = [find(['a']), find(['b']), find(['c', 'd', 'e'])];
  await turn();
  expect(keysOf()).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
  for (const { end } of reads) end();
  await Promise.all(asked);
});

it('fails for all of one read, and for nobody else', async () => {
  const { reads, find } = fixture();
  const failing = [find(['a']), find(['b'])];
  await turn();
  const next = find(['a']);
  await turn();
  reads[0]?.fail(new Error('away'));
  for (const one of failing) await expect(one).rejects.toThrow('away');
  reads[1]?.end();
  expect((await next).get('a')).toBe(1);
});

it('reads for as long as the most patient of them waits', async () => {
  const { reads, find } = fixture();
  const patient = forCaller({ leftMs: () => 5_000 }, () => find(['a']));
  const hasty = forCaller({ leftMs: () => 4_000 }, () => find(['b']));
  await turn();
  expect(reads.map(({ leftMs }) => leftMs)).toEqual([5_000]);
  const endless = [find(['c']), forCaller({ leftMs: () => 4_000 }, () => find(['d']))];
  await turn();
  expect(reads.map(({ leftMs }) => leftMs)).toEqual([5_000, undefined]);
  for (const { end } of reads) end();
  await Promise.all([patient, hasty, ...endless]);
});

it('reads nothing for those who have left meanwhile', async () => {
  const { reads, find, keysOf } = fixture();
  let leftMs = 100;
  const leaving = forCaller({ leftMs: () => leftMs }, () => find(['a']));
  const staying = find(['b']);
  leftMs = 0;
  await expect(leaving).rejects.toThrow(CallerGone);
  expect(keysOf()).toEqual([['b']]);
  reads[0]?.end();
  await staying;
  const alone = forCaller({ leftMs: () => leftMs }, () => find(['a']));
  await expect(alone).rejects.toThrow(CallerGone);
  expect(reads).toHaveLength(1);
});

it('keeps nobody longer than they wait, and reads on for the others', async () => {
  const { reads, find } = fixture();
  const hasty = forCaller({ leftMs: () => 20 }, () => find(['a']));
  const patient = find(['a']);
  const left = expect(hasty).rejects.toThrow(CallerGone);
  await turn();
  await left;
  // Had the read ended with the hasty one's time, it would have failed by now.
  expect(reads.map(({ leftMs }) => leftMs)).toEqual([undefined]);
  reads[0]?.end();
  expect((await patient).get('a')).toBe(1);
});

it('keeps nobody longer than they wait for their turn', async () => {
  const { reads, find, keysOf } = fixture({ mostInFlight: 1 });
  const first = find(['a']);
  await turn();
  await expect(forCaller({ leftMs: () => 20 }, () => find(['b']))).rejects.toThrow(CallerGone);
  expect(keysOf()).toEqual([['a']]);
  reads[0]?.end();
  await first;
});
