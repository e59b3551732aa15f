import { expect, it } from 'vitest';
import { createTurns, TooManyWaiting } from '../threads/take-turns.ts';
import { shareLooks } from './share-looks.ts';

const sender = (owner: string, isThere = () => true) => ({ owner, isThere });

/** Looks that are begun, and find something when their gate is opened. */
function createLooks({ waiting = 10, waitingOfOne = 10 } = {}) {
  const begun: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const looks = shareLooks<string>(createTurns({ atOnce: 1, waiting, waitingOfOne }));
  const take = (key: string, from = sender('a')) =>
    looks.take(key, from, {
      async work() {
        begun.push(key);
        await opened;
        return `found ${key}`;
      },
    });
  return { begun, take, open };
}

it('has one look for all who ask for the same', async () => {
  const { begun, take, open } = createLooks();
  const asked = [take('1'), take('2'), take('1', sender('b')), take('2')];
  open();
  expect(await Promise.all(asked)).toEqual(['found 1', 'found 2', 'found 1', 'found 2']);
  expect(begun).toEqual(['1', '2']);
});

it('refuses who comes with too many others, of one client and of all', async () => {
  const { take, open } = createLooks();
  const first = take('1');
  const sharing = Array.from({ length: 1_000 }, () => take('1'));
  await expect(take('1')).rejects.toThrow(TooManyWaiting);
  for (const owner of ['b', 'c']) for (let count = 0; count < 1_000; count += 1) sharing.push(take('1', sender(owner)));
  await expect(take('1', sender('d'))).rejects.toThrow(TooManyWaiting);
  open();
  expect(new Set(await Promise.all([first, ...sharing]))).toEqual(new Set(['found 1']));
  // Their places are free again.
  expect(await Promise.all([take('2'), take('2', sender('d'))])).toEqual(['found 2', 'found 2']);
});

it('tells those who share it one after another, with turns for others in between', async () => {
  const { take, open } = createLooks();
  const told: number[] = [];
  const asked = [0, 1, 2, 3].map((number) => take('1').then(() => told.push(number)));
  open();
  const seen: number[] = [];
  while (told.length < 4) {
    await new Promise(setImmediate);
    seen.push(told.length);
  }
  await Promise.all(asked);
  expect(told).toEqual([0, 1, 2, 3]);
  expect(new Set(seen).size).toBeGreaterThanOrEqual(3);
});

it('goes on in the turn of others when who was to have it gives way', async () => {
  const { begun, take, open } = createLooks({ waiting: 3 });
  const asked = ['1', '2', '3', '4'].map((key) => take(key));
  const refused = expect(asked[2]).rejects.toThrow(TooManyWaiting);
  const shared = take('4', sender('b'));
  // The last one of the first client gives way to this one, and the one before to who has shared it.
  const other = take('5', sender('c'));
  await refused;
  open();
  const found = await Promise.all([asked[0], asked[1], other, shared, asked[3]]);
  expect(found).toEqual(['found 1', 'found 2', 'found 5', 'found 4', 'found 4']);
  expect(begun).toEqual(['1', '2', '5', '4']);
});

it('is not begun for nobody, and anew for who comes then', async () => {
  const { begun, take, open } = createLooks();
  let isThere = true;
  const leaving = sender('a', () => isThere);
  const first = take('1');
  const left = [take('2', leaving), take('2', leaving)];
  const stays = [take('3', leaving), take('3')];
  isThere = false;
  open();
  expect(await Promise.all(left)).toEqual([undefined, undefined]);
  expect(await Promise.all([first, ...stays, take('2')])).toEqual(['found 1', 'found 3', 'found 3', 'found 2']);
  expect(begun).toEqual(['1', '3', '2']);
});
