import { CallerGone } from '@rushgraph/concurrency';
import { deriveId, type OrderId } from '@rushgraph/contracts';
import { expect, test } from 'vitest';
import { emptyDocument } from '../fold-my-page/fold-my-page.ts';
import { type ReadPageDeps, readPage } from './read-page.ts';

const ONE = deriveId<OrderId>('order', 'one');
const empty = emptyDocument('ada');
const name = (id: string) => ({ id, at: '2026-01-01T00:00:00.000Z' });

/**
 * A page that has archived names up to those of `archivedTo`, one for each time that it is read, and of which the archive
 * holds `archived`; answers with what was read, and how often.
 */
async function read(after: string | undefined, archivedTo: readonly string[] = [], archived: readonly string[] = []) {
  let loads = 0;
  let asked = 0;
  const { holdsAfter } = await readPage(
    {
      async load() {
        const id = archivedTo[Math.min(loads, archivedTo.length - 1)];
        loads++;
        return id === undefined ? empty : { ...empty, orders: { ...empty.orders, archivedTo: name(id) } };
      },
      async isArchived(id, orderId) {
        asked++;
        expect(id).toBe(empty._id);
        // What is archived last is there when the page says so.
        return archived.slice(0, loads).includes(orderId);
      },
      pause: async () => undefined,
      onAway: (error) => expect.unreachable(String(error)),
    },
    empty._id,
    after,
  );
  return { holdsAfter, loads, asked };
}

test('looks for half a second for an order that may come', async () => {
  expect(await read(ONE)).toEqual({ holdsAfter: false, loads: 21, asked: 0 });
});

test.each(['', 'rubbish', '__proto__', `${ONE} `, '0'.repeat(27)])(
  'looks once when it is asked for %j, which is no order',
  async (after) => expect(await read(after)).toEqual({ holdsAfter: false, loads: 1, asked: 0 }),
);

test('looks once when it is asked for no order', async () => {
  expect(await read(undefined)).toEqual({ holdsAfter: null, loads: 1, asked: 0 });
});

test('finds an order in the archive, and does not wait for it', async () => {
  expect(await read(ONE, ['later'], [ONE])).toEqual({ holdsAfter: true, loads: 1, asked: 1 });
});

const away = new Error('away');
const deps: ReadPageDeps = {
  load: async () => ({ ...empty, orders: { ...empty.orders, archivedTo: { id: 'other', at: '' } } }),
  isArchived: () => Promise.reject(away),
  pause: async () => undefined,
  onAway: () => undefined,
};

test('keeps the page that it has when the archive does not answer', async () => {
  const told: unknown[] = [];
  const { page, holdsAfter } = await readPage({ ...deps, onAway: (error) => told.push(error) }, empty._id, ONE);
  expect([page?._id, holdsAfter, told]).toEqual([empty._id, false, [away]]);
});

test('takes a reader who has left for no fault of the store', async () => {
  const left = new CallerGone();
  const onAway = (error: unknown) => expect.unreachable(String(error));
  const load = () => Promise.reject(left);
  await expect(readPage({ ...deps, load, onAway }, empty._id, undefined)).rejects.toBe(left);
  const isArchived = () => Promise.reject(left);
  await expect(readPage({ ...deps, isArchived, onAway }, empty._id, ONE)).rejects.toBe(left);
});

test('asks the archive once for an order that may come, and again when more is archived', async () => {
  expect(await read(ONE, ['other'])).toEqual({ holdsAfter: false, loads: 21, asked: 1 });
  expect(await read(ONE, ['other', ONE], ['other', ONE])).toEqual({ holdsAfter: true, loads: 2, asked: 2 });
});
