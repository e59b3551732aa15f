import { archiveKey, archiveKeysOf, splitPages } from '../src/fold-my-page/archive.ts';
import { foldMyPage } from '../src/fold-my-page/fold-my-page.ts';
import type { Happening } from '../src/fold-my-page/happening.ts';
import type { MyPageDocument } from '../src/fold-my-page/my-page-document.ts';

/** Folds batch after batch into documents and an archive in memory, as the consumer does in the store, which moves `most` names at once. */
export function pageDesk(most = Number.POSITIVE_INFINITY) {
  const pages = new Map<string, MyPageDocument>();
  const archive = new Set<string>();

  return {
    pages,
    archive,
    take(batch: readonly Happening[]): void {
      for (const { document, keys } of splitPages([...pages.values()], most)) {
        for (const key of keys) archive.add(key);
        pages.set(document._id, document);
      }
      const found = new Set(archiveKeysOf(pages, batch).filter((key) => archive.has(key)));
      for (const happening of batch) {
        const { userId } = happening;
        const isArchived = (shelf: 'orders' | 'coupons', id: string) => found.has(archiveKey(userId, shelf, id));
        pages.set(userId, foldMyPage(pages.get(userId) ?? null, happening, isArchived));
      }
    },
    /** What a customer is shown, without what the fold has to remember. */
    shown: () =>
      new Map(
        [...pages]
          .map(([id, page]) => [id, shownOf(page)])
          .sort(([one], [other]) => (`${one}` < `${other}` ? -1 : 1)) as [string, ReturnType<typeof shownOf>][],
      ),
  };
}

function shownOf({ isErased, asOf, profile, orders, coupons }: MyPageDocument) {
  return {
    isErased,
    asOf,
    profile,
    orders: { count: orders.count, newest: orders.newest },
    coupons: { count: coupons.count, newest: coupons.newest },
  };
}
