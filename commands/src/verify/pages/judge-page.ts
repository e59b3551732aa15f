import type { MyPageDocument, Shelf, ShelfEntry } from '@rushgraph/mypage/pages';

/** What its owners know of an account; null for an account that is gone. */
export interface Account {
  readonly version: number;
  readonly orders: Things;
  readonly coupons: Things;
}

export interface Things {
  readonly count: number;
  /** Status by id, of those that the page shows. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** What is wrong with a page; `kept` is one of an account that is gone. */
export type PageFault = 'missing' | 'profile' | 'orders' | 'coupons' | 'kept';

/** Compares a page with what the owners of its parts know; undefined when it is right. */
export function judgePage(account: Account | null, page: MyPageDocument | null): PageFault | undefined {
  if (account === null) return page === null || page.isErased ? undefined : 'kept';
  if (page === null || page.isErased) return 'missing';
  // One that a reader has composed has no version.
  const known = page.profile?.version ?? -1;
  if (known !== account.version && known !== 0) return 'profile';
  if (!shows(page.orders, account.orders)) return 'orders';
  return shows(page.coupons, account.coupons) ? undefined : 'coupons';
}

/** Orders that Kafka and Redis alone have are PENDING, and have no row yet. */
function shows(shelf: Shelf<ShelfEntry & { readonly status: string }>, { count, statuses }: Things): boolean {
  const unstored = shelf.newest.filter(({ id, status }) => status === 'PENDING' && !statuses.has(id));
  const told = shelf.newest.filter((entry) => !unstored.includes(entry));
  return shelf.count === count + unstored.length && told.every(({ id, status }) => statuses.get(id) === status);
}
