import type { CouponUpdated, MoneyValue, OrderUpdated } from '@rushgraph/contracts';

export const parts = ['profile', 'orders', 'coupons'] as const;
export type Part = (typeof parts)[number];

/** Everything a customer's page shows, and what the fold must remember to stay exact. Times are RFC 3339 text. */
export interface MyPageDocument {
  /** The user id: the only thing that is ever searched for. */
  readonly _id: string;
  /** Grows by one with every write, so that a writer who read an older document cannot overwrite a newer one. */
  readonly revision: number;
  /** For each part the newest time that is in it; null for a part of which nothing has come. */
  readonly asOf: Readonly<Record<Part, string | null>>;
  /** The account is gone: the page is empty and stays so, whatever still comes. */
  readonly isErased: boolean;
  readonly profile: Profile | null;
  readonly orders: Shelf<OrderEntry>;
  readonly coupons: Shelf<CouponEntry>;
}

export interface Profile {
  /** 0 when it was asked for and not told by an event: any event is newer. */
  readonly version: number;
  readonly name: string;
  readonly email: string;
}

/** The newest entries in full, those before them by name, and how many there have ever been. */
export interface Shelf<Entry extends ShelfEntry> {
  readonly count: number;
  readonly newest: readonly Entry[];
  readonly earlier: readonly EntryName[];
  /** The newest of the names that have been moved to the archive; null while there are none. */
  readonly archivedTo: EntryName | null;
}

/** `at` and then `id` put entries in order; neither changes from version to version. */
export interface EntryName {
  readonly id: string;
  readonly at: string;
}

export interface ShelfEntry extends EntryName {
  /** 0 as in `Profile`. */
  readonly version: number;
}

export interface OrderEntry extends ShelfEntry {
  readonly status: OrderUpdated['status'];
  readonly title: string | null;
  readonly total: MoneyValue | null;
}

export interface CouponEntry extends ShelfEntry {
  readonly status: CouponUpdated['status'];
  readonly campaignName: string;
  readonly discount: MoneyValue;
}
