import type { Db } from 'mongodb';
import type { MyPageDocument, Shelf, ShelfEntry } from '../fold-my-page/my-page-document.ts';
import { collectionsOf, createMyPageStore } from '../store-my-page/my-page-store.ts';
import { pageOf, type StoredPage } from '../store-my-page/stored-page.ts';

export interface Comparison {
  readonly pages: number;
  readonly same: number;
  /** Pages that differ and know at least as much: what was composed, or has come meanwhile. */
  readonly newer: number;
  /** Ids of pages that know less than the live ones, twenty at most. */
  readonly poorer: readonly string[];
}

const CHUNK = 500;
const MOST_NAMED = 20;

/**
 * Compares every live page with the same one of another generation, by what customers are shown. While events come, some
 * live pages are always a little ahead; `catchUp` folds into the other generation all that has come so far, and so at least
 * what the live pages held when they were read.
 */
export async function comparePages(
  db: Db,
  live: number,
  other: number,
  catchUp: () => Promise<void>,
): Promise<Comparison> {
  const others = createMyPageStore(db, other);
  const counts = { pages: 0, same: 0, newer: 0 };
  const poorer: string[] = [];
  let chunk: MyPageDocument[] = [];

  async function compareChunk(): Promise<void> {
    counts.pages += chunk.length;
    let ahead = await tally(chunk);
    if (ahead.length > 0) {
      await catchUp();
      ahead = await tally(ahead);
    }
    poorer.push(...ahead.map(({ _id }) => _id).slice(0, MOST_NAMED - poorer.length));
    chunk = [];
  }

  /** Counts pages, and gives back those of which the other generation knows less. */
  async function tally(pages: readonly MyPageDocument[]): Promise<MyPageDocument[]> {
    const found = await others.loadMany(pages.map(({ _id }) => _id));
    return pages.filter((page) => {
      const rebuilt = found.get(page._id);
      if (rebuilt === undefined || isPoorer(rebuilt, page)) return true;
      if (servedOf(rebuilt) === servedOf(page)) counts.same++;
      else counts.newer++;
      return false;
    });
  }

  for await (const stored of db.collection<StoredPage>(collectionsOf(live).pages).find({})) {
    chunk.push(pageOf(stored));
    if (chunk.length === CHUNK) await compareChunk();
  }
  if (chunk.length > 0) await compareChunk();
  return { ...counts, poorer };
}

/** What a customer is shown, as text: two pages with one text are served alike, byte for byte. */
export function servedOf({ isErased, profile, orders, coupons }: MyPageDocument): string {
  const shelf = ({ count, newest }: MyPageDocument['orders'] | MyPageDocument['coupons']) => ({ count, newest });
  return JSON.stringify({ isErased, profile, orders: shelf(orders), coupons: shelf(coupons) });
}

function isPoorer(rebuilt: MyPageDocument, live: MyPageDocument): boolean {
  if (rebuilt.isErased) return false;
  if (live.isErased) return true;
  return (
    (rebuilt.profile?.version ?? -1) < (live.profile?.version ?? -1) ||
    rebuilt.orders.count < live.orders.count ||
    rebuilt.coupons.count < live.coupons.count ||
    hasOlder(rebuilt.orders, live.orders) ||
    hasOlder(rebuilt.coupons, live.coupons)
  );
}

/** Whether something is shown in an older version. Topics keep what was written last, which should be the last version. */
function hasOlder(rebuilt: Shelf<ShelfEntry>, live: Shelf<ShelfEntry>): boolean {
  const versions = new Map(rebuilt.newest.map(({ id, version }) => [id, version]));
  return live.newest.some(({ id, version }) => (versions.get(id) ?? version) < version);
}
