import { expect, it } from 'vitest';
import { createTurns, TooManyWaiting } from './take-turns.ts';

const task = (work: () => Promise<string>) => ({ isWanted: () => true, work });

/** Work that is under way until it is told to end. */
function createWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    },
    async end(name: string) {
      ends.get(name)?.();
      // Until whoever is next has begun.
      await new Promise(setImmediate);
    },
  };
}

it('lets owners take turns, however much one of them has', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 10, waitingOfOne: 10 });
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void turns.take(name.slice(0, 1), task(work(name)));
  for (const name of ['a1', 'a2', 'b1', 'a3', 'b2']) await end(name);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
});

it('begins so much at once and no more', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 2, waiting: 10, waitingOfOne: 10 });
  const answers = ['1', '2', '3'].map((name) => turns.take('a', task(work(name))));
  expect(begun).toEqual(['1', '2']);
  await end('2');
  expect(begun).toEqual(['1', '2', '3']);
  await end('1');
  await end('3');
  expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
});

it('refuses what would wait too long, of one owner and of all', async () => {
  const { work } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 2, waitingOfOne: 1 });
  const take = (owner: string, name: string) => turns.take(owner, task(work(name)));
  for (const name of ['1', '2']) void take('a', name);
  await expect(take('a', '3')).rejects.toThrow(TooManyWaiting);
  void take('b', '4');
  await expect(take('c', '5')).rejects.toThrow(TooManyWaiting);
});

it('lets the last work of who has most give way to who has less', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 4, waitingOfOne: 4 });
  const take = (owner: string | undefined, name: string) => turns.take(owner, task(work(name)));
  const begin = take('a', 'a1');
  const waiting = ['a2', 'a3', 'b1', 'b2'].map((name) => take(name.slice(0, 1), name));
  const refused = expect(waiting[1]).rejects.toThrow(TooManyWaiting);
  const c1 = take('c', 'c1');
  await refused;
  // Who has as much waiting as anybody else does not push others out.
  await expect(take('c', 'c2')).rejects.toThrow(TooManyWaiting);
  const d1 = take('d', 'd1');
  await expect(waiting[3]).rejects.toThrow(TooManyWaiting);
  await expect(take('e', 'e1')).rejects.toThrow(TooManyWaiting);
  for (const name of ['a1', 'a2', 'b1', 'c1', 'd1']) await end(name);
  expect(await Promise.all([begin, waiting[0], waiting[2], c1, d1])).toEqual(begun);
});

it('never refuses what is its own', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 1, waitingOfOne: 1 });
  const first = turns.take('a', task(work('a1')));
  const waiting = turns.take('a', task(work('a2')));
  const own = ['1', '2'].map((name) => turns.take(undefined, task(work(name))));
  await expect(turns.take('b', task(work('b1')))).rejects.toThrow(TooManyWaiting);
  for (const name of ['a1', 'a2', '1', '2']) await end(name);
  expect(await Promise.all([first, waiting, ...own])).toEqual(begun);
});

it('does not begin what nobody wants any more', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 10, waitingOfOne: 10 });
  let isWanted = true;
  void turns.take('a', task(work('1')));
  const left = turns.take('a', { isWanted: () => isWanted, work: work('2') });
  const last = turns.take('a', task(work('3')));
  isWanted = false;
  await end('1');
  expect(await left).toBeUndefined();
  await end('3');
  expect(await last).toBe('3');
  expect(begun).toEqual(['1', '3']);
});

it('goes on after work that has failed, and tells who waited for it', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 10, waitingOfOne: 10 });
  const failing = turns.take(
    'a',
    task(() => Promise.reject(new Error('broken'))),
  );
  const next = turns.take(
    'a',
    task(async () => 'done'),
  );
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});

it('lets what was done rest before the next turn, and who waits for it go on', async () => {
  const { begun, work, end } = createWork();
  const turns = createTurns({ atOnce: 1, waiting: 10, waitingOfOne: 10 });
  const rested = Promise.withResolvers<void>();
  const rests: string[] = [];
  const rest = (done: string) => {
    rests.push(done);
    return rested.promise;
  };
  const first = turns.take('a', { ...task(work('1')), rest });
  const second = turns.take('a', task(work('2')));
  await end('1');
  expect([await first, begun, rests]).toEqual(['1', ['1'], ['1']]);
  rested.resolve();
  await new Promise(setImmediate);
  expect(begun).toEqual(['1', '2']);
  await end('2');
  expect(await second).toBe('2');
});
