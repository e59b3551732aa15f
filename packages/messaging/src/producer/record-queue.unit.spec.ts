import { expect, it } from 'vitest';
import type { ProducerRecord } from './producer-record.ts';
import { createQueue, sizeOf } from './record-queue.ts';

const recordOf = (key: string, value = 'x'): ProducerRecord => ({ topic: 't', key, value, headers: {} });
const records = (...keys: string[]) => keys.map((key) => recordOf(key));

/** A broker that answers when it is told to. */
function setUp(maxQueued = 10_000) {
  const batches: string[][] = [];
  const answers: ((error?: Error) => void)[] = [];
  const arrivals: (() => void)[] = [];
  async function arrival(): Promise<void> {
    if (answers.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
  }
  const queue = createQueue({
    lingerMs: 0,
    maxQueued,
    send(batch) {
      batches.push(batch.map(({ key }) => key));
      const sent = new Promise<void>((resolve, reject) => {
        answers.push((error) => (error === undefined ? resolve() : reject(error)));
      });
      arrivals.shift()?.();
      return sent;
    },
  });
  return {
    queue,
    batches,
    /** A batch has come, and waits for its answer. */
    arrival,
    /** Waits for the next batch, and answers it. */
    async answer(error?: Error) {
      await arrival();
      answers.shift()?.(error);
    },
  };
}

const ended = async (...calls: Promise<void>[]) => (await Promise.allSettled(calls)).map(({ status }) => status);

it('sends what callers bring together as one batch, in order', async () => {
  const { queue, batches, answer } = setUp();
  const both = ended(queue.add(records('a')), queue.add(records('b', 'c')));
  await answer();
  expect(await both).toEqual(['fulfilled', 'fulfilled']);
  expect(batches).toEqual([['a', 'b', 'c']]);
});

it('has one batch in flight: what comes meanwhile is the next one', async () => {
  const { queue, batches, arrival, answer } = setUp();
  const first = queue.add(records('a'));
  await arrival();
  const others = [queue.add(records('b')), queue.add(records('c'))];
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([['a']]);
  await answer();
  await first;
  await answer();
  await Promise.all(others);
  expect(batches).toEqual([['a'], ['b', 'c']]);
});

it('closes a batch at 1,000 records', async () => {
  const { queue, batches, answer } = setUp();
  const sent = queue.add(Array.from({ length: 1_001 }, (_, index) => recordOf(`${index}`)));
  await answer();
  await answer();
  await sent;
  expect(batches.map(({ length }) => length)).toEqual([1_000, 1]);
});

it('closes a batch before 900 kB, counted in bytes and with headers', async () => {
  const { queue, batches, answer } = setUp();
  const heavy = { ...recordOf('b'), headers: { note: 'h'.repeat(90_000) } };
  // 200,000 characters of three bytes each; those of headers are taken for such.
  const sent = queue.add([recordOf('a', '한'.repeat(200_000)), heavy, recordOf('c', 'x'.repeat(60_000))]);
  await answer();
  await answer();
  await sent;
  expect(batches).toEqual([['a', 'b'], ['c']]);
});

it('sends a record alone that is larger than a batch may be', async () => {
  const { queue, batches, answer } = setUp();
  const sent = queue.add([recordOf('a', 'x'.repeat(950_000)), recordOf('b')]);
  await answer();
  await answer();
  await sent;
  expect(batches).toEqual([['a'], ['b']]);
});

it('does not send the rest of a failed call: it would overtake what is repeated', async () => {
  const { queue, batches, answer } = setUp();
  const large = queue.add([recordOf('k', 'x'.repeat(600_000)), recordOf('k', 'y'.repeat(600_000))]);
  const other = queue.add(records('b'));
  const outcomes = ended(large, other);
  await answer(new Error('not acknowledged'));
  await answer();
  expect(await outcomes).toEqual(['rejected', 'fulfilled']);
  expect(batches).toEqual([['k'], ['b']]);
});

it('asks before each batch of a call, and sends nothing more of one that may not go on', async () => {
  const { queue, batches, answer } = setUp();
  let left = 1;
  const limited = queue.add([recordOf('k', 'x'.repeat(600_000)), recordOf('k', 'y'.repeat(600_000))], () => {
    if (left-- === 0) throw new Error('the lease is gone');
  });
  const other = queue.add(records('b'));
  const outcomes = Promise.allSettled([limited, other]);
  await answer();
  await answer();
  expect(await outcomes).toEqual([
    { status: 'rejected', reason: new Error('the lease is gone') },
    { status: 'fulfilled', value: undefined },
  ]);
  expect(batches).toEqual([['k'], ['b']]);
});

it('sends nothing when nothing of a batch may be sent, and goes on with the next', async () => {
  const { queue, batches, answer } = setUp();
  const refused = queue.add(records('a'), () => {
    throw new Error('the lease is gone');
  });
  await expect(refused).rejects.toThrow('the lease is gone');
  expect(batches).toEqual([]);
  await queue.drain();
  const next = queue.add(records('b'));
  await answer();
  await next;
  expect(batches).toEqual([['b']]);
});

it('tells every caller of a batch that failed, and goes on with the next', async () => {
  const { queue, answer } = setUp();
  const outcomes = ended(queue.add(records('a')), queue.add(records('b')));
  await answer(new Error('not acknowledged'));
  expect(await outcomes).toEqual(['rejected', 'rejected']);
  const next = queue.add(records('c'));
  await answer();
  await next;
});

it('lets callers wait while it is full', async () => {
  const { queue, batches, arrival, answer } = setUp(1);
  const first = queue.add(records('a'));
  const second = queue.add(records('b'));
  await arrival();
  expect(batches).toEqual([['a']]);
  await answer();
  await first;
  await answer();
  await second;
  expect(batches).toEqual([['a'], ['b']]);
});

it('drains: what is queued goes out without lingering', async () => {
  const { queue, answer } = setUp();
  const sent = queue.add(records('a'));
  const drained = queue.drain();
  await answer();
  await Promise.all([sent, drained]);
});

it('has nothing to do for no records', async () => {
  const { queue, batches } = setUp();
  await queue.add([]);
  expect(batches).toEqual([]);
});

it('counts a tombstone', () => {
  expect(sizeOf({ topic: 't', key: 'ab', value: null, headers: {} })).toBe(32);
});
