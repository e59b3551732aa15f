import { BriefMap } from '@rushgraph/concurrency';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import type { MyPageStore } from './my-page-store.ts';

/** Pages of a customer who is busy now; one is 3 kB in memory, 20 kB at most. */
const MOST = 2_000;

/**
 * The store as its writer uses it: a page that was written lately is not read again before it is written once more. That
 * is safe, because a page is replaced under the revision that it was read with: when somebody else has written meanwhile,
 * nothing is written, and it is read anew.
 */
export function rememberPages(store: MyPageStore, most = MOST): MyPageStore {
  /** The ones that were used longest ago come first. */
  const known = new BriefMap<string, MyPageDocument>();

  function remember(page: MyPageDocument): void {
    known.delete(page._id);
    known.set(page._id, page);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
  }

  function forget(pages: readonly MyPageDocument[]): void {
    for (const { _id } of pages) known.delete(_id);
  }

  return {
    ...store,
    async loadMany(ids) {
      const unknown = ids.filter((id) => !known.has(id));
      const found = new Map(unknown.length === 0 ? [] : await store.loadMany(unknown));
      for (const id of ids) {
        const page = known.get(id);
        if (page !== undefined) found.set(id, page);
      }
      return found;
    },
    async save(pages) {
      // Whatever happens to this write, what was known before it is not.
      forget(pages);
      const isSaved = await store.save(pages);
      if (isSaved) for (const page of pages) remember({ ...page, revision: page.revision + 1 });
      return isSaved;
    },
  };
}
