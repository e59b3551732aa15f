import type { CouponUpdated, MoneyValue, OrderUpdated } from '@rushgraph/contracts';

/** Everything a customer's page shows, and what the fold must remember to stay exact. Times are RFC 3339 text. */
export interface MyPageDocument {
  /** The user id: the only thing that is ever searched for. */
  readonly _id: string;
  /** Grows by one with every write, so that a writer who read an older document cannot overwrite a newer one. */
  readonly revision: number;
  /** The newest event time seen. */
  readonly asOf: string;
  readonly profile: Profile | null;
  readonly orders: Shelf<OrderEntry>;
  readonly coupons: Shelf<CouponEntry>;
  /** The highest offset applied, per source. */
  readonly watermarks: readonly Watermark[];
}

export interface Profile {
  readonly version: number;
  readonly name: string;
  readonly email: string;
}

/** The newest entries in full, the ones before them by name only, and how many there have ever been. */
export interface Shelf<Entry extends ShelfEntry> {
  readonly count: number;
  readonly newest: readonly Entry[];
  readonly earlier: readonly EntryName[];
}

/** `at` and then `id` put entries in order; neither changes from version to version. */
export interface EntryName {
  readonly id: string;
  readonly at: string;
}

export interface ShelfEntry extends EntryName {
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

export interface Watermark {
  /** `<topic>/<partition>` */
  readonly source: string;
  readonly offset: number;
}
