import { expect, test } from 'vitest';
import { moment, order } from '../../test/happenings.ts';
import { type FoldStore, foldBatch } from './fold-batch.ts';
import { emptyDocument, foldMyPage, shelves } from './fold-my-page.ts';
import type { MyPageDocument } from './my-page-document.ts';

const names = shelves.orders.newest + shelves.orders.earlier + 2;

/** A store of one page that has two names too many, and what a rival does before the first page is saved. */
function storeOf(rival: (store: FoldStore) => Promise<unknown>) {
  let page: MyPageDocument = emptyDocument('ada');
  for (let number = 1; number <= names; number++) page = foldMyPage(page, order('ada', number), () => false);
  page = { ...page, revision: 1 };
  const archive = new Set<string>();
  let hasRival = true;
  const store: FoldStore = {
    loadMany: async () => new Map([[page._id, page]]),
    async save(documents) {
      if (hasRival) {
        hasRival = false;
        await rival(store);
      }
      for (const document of documents) {
        if (document.revision !== page.revision) return false;
        page = { ...document, revision: document.revision + 1 };
      }
      return true;
    },
    async archive(keys) {
      for (const key of keys) archive.add(key);
    },
    findArchived: async (keys) => new Set(keys.filter((key) => archive.has(key))),
    async forget(users) {
      for (const key of archive) if (users.some((user) => key.startsWith(`${user}/`))) archive.delete(key);
    },
  };
  return { store, archive, page: () => page };
}

test('names that are more than a page keeps are archived', async () => {
  const { store, archive, page } = storeOf(async () => undefined);
  await foldBatch(store, [order('ada', names + 1)]);
  expect([archive.size, page().orders.count]).toEqual([2, names + 1]);
});

test('nothing of a customer stays in the archive, also when they are erased after names of theirs were put there', async () => {
  const { store, archive, page } = storeOf(async (same) => {
    await foldBatch(same, [{ kind: 'erased', userId: 'ada', time: moment(1) }]);
    // As whoever archives does it: before the page is written.
    await same.archive(['ada/orders/late']);
  });
  await foldBatch(store, [order('ada', names + 1)]);
  expect(page()).toMatchObject({ isErased: true, orders: { count: 0 } });
  expect([...archive]).toEqual([]);
});
