import { type ShelfName, shelves } from './fold-my-page.ts';
import type { Happening } from './happening.ts';
import type { EntryName, MyPageDocument } from './my-page-document.ts';
import { mayBeArchived, splitShelf } from './shelf.ts';

/** Begins with the user id, so that all that is archived of a customer is one range of keys. */
export function archiveKey(userId: string, shelf: ShelfName, id: string): string {
  return `${userId}/${shelf}/${id}`;
}

export interface SplitPage {
  readonly document: MyPageDocument;
  /** Keys for the archive. */
  readonly keys: readonly string[];
}

/** A stored page without the names that it has too many of, or without `most` of them. */
function splitPage(document: MyPageDocument, most: number): SplitPage {
  const orders = splitShelf(document.orders, shelves.orders, most);
  const coupons = splitShelf(document.coupons, shelves.coupons, most - orders.names.length);
  const keysOf = (shelf: ShelfName, names: readonly EntryName[]) =>
    names.map(({ id }) => archiveKey(document._id, shelf, id));
  const keys = [...keysOf('orders', orders.names), ...keysOf('coupons', coupons.names)];
  if (keys.length === 0) return { document, keys };
  return { document: { ...document, orders: orders.shelf, coupons: coupons.shelf }, keys };
}

/** Stored pages without the names that they have too many of; with `most` in all, the last of them keep some for another time. */
export function splitPages(documents: Iterable<MyPageDocument>, most: number): readonly SplitPage[] {
  let left = most;
  return Array.from(documents, (document) => {
    const split = splitPage(document, left);
    left -= split.keys.length;
    return split;
  });
}

/** What has to be looked up before these can be folded: entries that are older than the newest that is archived. */
export function archiveKeysOf(
  pages: ReadonlyMap<string, MyPageDocument>,
  happenings: readonly Happening[],
): readonly string[] {
  const keys = new Set<string>();
  for (const happening of happenings) {
    const page = pages.get(happening.userId);
    if (page === undefined || happening.kind === 'erased') continue;
    for (const shelf of ['orders', 'coupons'] as const) {
      for (const entry of happening[shelf] ?? []) {
        if (mayBeArchived(page[shelf], entry)) keys.add(archiveKey(page._id, shelf, entry.id));
      }
    }
  }
  return [...keys];
}
