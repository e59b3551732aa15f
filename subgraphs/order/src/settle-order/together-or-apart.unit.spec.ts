import { deriveId, type OrderId } from '@rushgraph/contracts';
import { TryAgain } from '@rushgraph/database';
import { expect, test } from 'vitest';
import { togetherOrApart } from './together-or-apart.ts';

const ids = Array.from({ length: 500 }, (_, n) => deriveId<OrderId>('order', String(n)));

/** Work on a store in which some orders cannot be read, and how often it was begun. */
function workBeside(unreadable: readonly OrderId[]) {
  const state = { attempts: 0, done: [] as OrderId[], failed: [] as OrderId[] };
  const work = async (some: readonly OrderId[]) => {
    state.attempts += 1;
    if (some.some((id) => unreadable.includes(id))) throw new Error('no status');
    state.done.push(...some);
    return some.length;
  };
  return { state, run: () => togetherOrApart(ids, work, (id) => state.failed.push(id)) };
}

test('those that can be read are done together', async () => {
  const { state, run } = workBeside([]);
  expect([await run(), state]).toEqual([500, { attempts: 1, done: ids, failed: [] }]);
});

test('one that cannot be read fails alone, after few attempts, and in their order all others are done', async () => {
  const bad = ids.slice(123, 124);
  const { state, run } = workBeside(bad);
  expect([await run(), state.failed]).toEqual([499, bad]);
  expect(state.done).toEqual(ids.filter((id) => !bad.includes(id)));
  expect(state.attempts).toBeLessThan(25);
});

test('nobody is made to fail by a store that is away', async () => {
  const away = togetherOrApart(
    ids,
    async () => {
      throw new TryAgain('away');
    },
    () => expect.unreachable('it is no fault of an order'),
  );
  await expect(away).rejects.toThrow('away');
});
