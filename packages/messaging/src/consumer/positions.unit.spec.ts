import { expect, it } from 'vitest';
import { createPositions, OffsetUnreachable } from './positions.ts';

/** A store that is at `stored`, beside a partition that holds `[low, high)`. */
function setUp(given: {
  stored: bigint | null;
  low?: bigint;
  high?: bigint;
  reached?: bigint;
  load?: () => Promise<bigint | null>;
}) {
  const partition = { low: 0n, high: 100n, ...given };
  const sought: bigint[] = [];
  let asked = 0;
  const positions = createPositions({
    group: 'g',
    progress: { load: given.load ?? (async () => given.stored), reached: async () => given.reached ?? null },
    async boundsOf() {
      asked += 1;
      return new Map([[0, partition]]);
    },
    seek: (_topic, _partition, offset) => sought.push(offset),
  });
  const take = async (from: bigint, end = partition.high) =>
    (await positions.of({ topic: 't', partition: 0, from, end }))?.next;
  return { positions, take, sought, partition, asked: () => asked };
}

it('takes a batch that begins where the group is, or before, without asking brokers', async () => {
  const { take, sought, asked } = setUp({ stored: 7n });
  expect([await take(7n), await take(3n)]).toEqual([7n, 7n]);
  expect([sought, asked()]).toEqual([[], 0]);
});

it('begins where the batch does when the group has never been here', async () => {
  expect(await setUp({ stored: null }).take(12n)).toBe(12n);
});

it('passes over a batch that begins behind what the store remembers, and goes back for what lies between', async () => {
  const { take, sought } = setUp({ stored: 4n });
  expect(await take(7n)).toBeUndefined();
  expect(sought).toEqual([4n]);
  expect(await take(4n)).toBe(4n);
});

it('takes a batch behind a gap that compaction has left: it went back, and nothing was there', async () => {
  const { take, sought } = setUp({ stored: 4n });
  expect([await take(7n), await take(7n)]).toEqual([undefined, 4n]);
  expect(sought).toEqual([4n]);
});

it('drops a batch that was fetched before another member went further, and asks for the end of now', async () => {
  const { take, sought, asked } = setUp({ stored: 50n, high: 60n });
  expect(await take(0n, 40n)).toBeUndefined();
  expect([sought, asked()]).toEqual([[50n], 1]);
  expect(await take(50n, 60n)).toBe(50n);
});

it('refuses a topic that ends before the place where the group is: it was made anew', async () => {
  const { take } = setUp({ stored: 50n, high: 5n });
  await expect(take(0n, 5n)).rejects.toThrow(
    'is at offset 50 of t/0, which ends at 5: the topic was deleted and made anew',
  );
});

it('takes no ends that were asked for before the store was for those of a topic made anew', async () => {
  const { positions, sought } = setUp({ stored: 53n, high: 60n });
  await positions.seekToStore('t', 0, { low: 0n, high: 50n });
  expect(sought).toEqual([53n]);
});

it('asks the store again before it says that records are gone: another member may have gone further', async () => {
  let stored = 5n;
  const { take, sought } = setUp({ stored: 5n, low: 30n, load: async () => stored });
  expect(await take(30n)).toBeUndefined();
  stored = 40n;
  expect(await take(30n)).toBeUndefined();
  expect(sought).toEqual([5n, 40n]);
  expect(await take(40n)).toBe(40n);
});

it('refuses to pass over records that were deleted before they were read', async () => {
  const { take, positions, partition } = setUp({ stored: 5n, low: 30n });
  await expect(positions.seekToStore('t', 0, partition)).rejects.toThrow(
    '25 records were deleted before they were read',
  );
  expect(await take(30n)).toBeUndefined();
  await expect(take(30n)).rejects.toBeInstanceOf(OffsetUnreachable);
});

it('lets a group that has never been here begin where the topic begins', async () => {
  const { take, positions, partition, sought } = setUp({ stored: 0n, low: 30n });
  await positions.seekToStore('t', 0, partition);
  expect([await take(30n), await take(30n)]).toEqual([undefined, 0n]);
  expect(sought).toEqual([0n, 0n]);
});

it('knows from the store of the effect that a topic was made anew, when Kafka has forgotten the group with it', async () => {
  const anew = setUp({ stored: null, reached: 50n, high: 5n });
  await expect(anew.positions.seekToStore('t', 0, anew.partition)).rejects.toThrow('made anew');
  const behind = setUp({ stored: null, reached: 50n, low: 60n, high: 70n });
  await behind.positions.seekToStore('t', 0, behind.partition);
  expect(behind.sought).toEqual([]);
});
