import { expect, it } from 'vitest';
import type { ProducerRecord } from './producer.ts';
import { createQueue, type Queued } from './record-queue.ts';

const recordOf = (key: string, bytes = 10): ProducerRecord => ({
  topic: 't',
  key,
  value: 'x'.repeat(bytes),
  headers: {},
});

function setUp(maxQueued = 10_000) {
  const batches: string[][] = [];
  let release: (() => void) | undefined;
  let inFlight = 0;
  const queue = createQueue({
    lingerMs: 1,
    maxQueued,
    async send(batch: readonly Queued[]) {
      inFlight++;
      expect(inFlight).toBe(1);
      batches.push(batch.map(({ record }) => record.key));
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      inFlight--;
      if (batch.some(({ record }) => record.key === 'bad')) throw new Error('not acknowledged');
    },
  });
  return { queue, batches, release: () => release?.() };
}

async function turns(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

it('sends what callers bring together as one batch, one batch at a time, in order', async () => {
  const { queue, batches, release } = setUp();
  const first = Promise.all([queue.add([recordOf('a')]), queue.add([recordOf('b'), recordOf('c')])]);
  await turns();
  const second = queue.add([recordOf('d')]);
  await turns();
  expect(batches).toEqual([['a', 'b', 'c']]);
  release();
  await first;
  await turns();
  expect(batches).toEqual([['a', 'b', 'c'], ['d']]);
  release();
  await second;
});

it('splits batches at 900 kB', async () => {
  const { queue, batches, release } = setUp();
  const sent = queue.add([recordOf('a', 500_000), recordOf('b', 500_000)]);
  await turns();
  release();
  await turns();
  release();
  await sent;
  expect(batches).toEqual([['a'], ['b']]);
});

it('tells every caller of a batch that failed, and goes on with the next', async () => {
  const { queue, release } = setUp();
  const outcomes = Promise.allSettled([queue.add([recordOf('bad')]), queue.add([recordOf('b')])]);
  await turns();
  release();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = queue.add([recordOf('c')]);
  await turns();
  release();
  await next;
});

it('lets callers wait while it is full', async () => {
  const { queue, batches, release } = setUp(1);
  const first = queue.add([recordOf('a')]);
  let entered = false;
  const second = queue.add([recordOf('b')]).then(() => {
    entered = true;
  });
  await turns();
  expect(batches).toEqual([['a']]);
  release();
  await first;
  await turns();
  release();
  await second;
  expect(entered).toBe(true);
});
