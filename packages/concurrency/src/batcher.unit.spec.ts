import { expect, it } from 'vitest';
import { afterMilliseconds, type BatcherOptions, createBatcher, nextTurn } from './batcher.ts';

/** Work that ends when it is told to. */
function setUp(options: Partial<BatcherOptions<number>> = {}) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const batcher = createBatcher<number>({
    work(batch) {
      batches.push([...batch]);
      return new Promise((resolve) => ends.push(resolve));
    },
    fitting: () => 3,
    fullAt: 3,
    company: nextTurn,
    ...options,
  });
  return { batcher, batches, end: () => ends.shift()?.() };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('lets items of one turn leave together, in order', async () => {
  const { batcher, batches } = setUp();
  batcher.add([1]);
  batcher.add([2]);
  expect(batches).toEqual([]);
  await turn();
  expect(batches).toEqual([[1, 2]]);
});

it('does not wait for company when there are enough', () => {
  const { batcher, batches } = setUp({ company: afterMilliseconds(60_000) });
  batcher.add([1, 2, 3]);
  expect(batches).toEqual([[1, 2, 3]]);
});

it('has one batch under way: what comes meanwhile leaves as soon as it is done', async () => {
  const { batcher, batches, end } = setUp({ company: afterMilliseconds(60_000) });
  batcher.add([1, 2, 3]);
  batcher.add([4, 5, 6, 7]);
  await turn();
  expect([batches, batcher.waiting()]).toEqual([[[1, 2, 3]], 4]);
  end();
  await turn();
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

it('has as many batches under way as it may', () => {
  const { batcher, batches } = setUp({ maxInFlight: 2 });
  batcher.add([1, 2, 3, 4, 5, 6, 7]);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

it('takes at least one item, however little fits', () => {
  const { batcher, batches } = setUp({ fitting: () => 0 });
  batcher.add([1, 2, 3]);
  expect(batches).toEqual([[1]]);
});

it('gives back what waits, and lets the others leave', async () => {
  const { batcher, batches } = setUp();
  batcher.add([1, 2]);
  expect(batcher.remove((item) => item === 1)).toEqual([1]);
  await turn();
  expect(batches).toEqual([[2]]);
});

it('drains: nothing waits for company, and it ends with the last batch', async () => {
  const { batcher, batches, end } = setUp({ company: afterMilliseconds(60_000) });
  batcher.add([1, 2]);
  let isDrained = false;
  const drained = batcher.drain().then(() => {
    isDrained = true;
  });
  batcher.add([3]);
  end();
  await turn();
  expect([batches, isDrained]).toEqual([[[1, 2], [3]], false]);
  end();
  await drained;
  await batcher.drain();
});
