import { deriveId, type OrderId } from '@rushgraph/contracts';
import { expect, test } from 'vitest';
import { emptyDocument } from '../fold-my-page/fold-my-page.ts';
import { readPage } from './read-page.ts';

/** A page that never changes; answers with what was read, and how often. */
async function read(after: string | undefined) {
  let loads = 0;
  const page = emptyDocument('ada');
  const { holdsAfter } = await readPage(
    {
      async load() {
        loads++;
        return page;
      },
      pause: async () => undefined,
      onAway: (error) => expect.unreachable(String(error)),
    },
    page._id,
    after,
  );
  return { holdsAfter, loads };
}

test('looks for half a second for an order that may come', async () => {
  expect(await read(deriveId<OrderId>('order', 'one'))).toEqual({ holdsAfter: false, loads: 21 });
});

test.each(['', 'rubbish', '__proto__', `${deriveId<OrderId>('order', 'one')} `, '0'.repeat(27)])(
  'looks once when it is asked for %j, which is no order',
  async (after) => expect(await read(after)).toEqual({ holdsAfter: false, loads: 1 }),
);

test('looks once when it is asked for no order', async () => {
  expect(await read(undefined)).toEqual({ holdsAfter: null, loads: 1 });
});
