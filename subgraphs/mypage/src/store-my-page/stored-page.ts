import type {
  CouponEntry,
  MyPageDocument,
  OrderEntry,
  Part,
  Shelf,
  ShelfEntry,
} from '../fold-my-page/my-page-document.ts';

/** A page as it may lie in the store. What is optional here was not written by earlier versions of this service. */
export interface StoredPage extends Pick<MyPageDocument, '_id' | 'revision' | 'profile'> {
  /** One time for the whole page in earlier versions. */
  readonly asOf: string | Readonly<Partial<Record<Part, string | null>>>;
  readonly isErased?: boolean;
  readonly orders: StoredShelf<OrderEntry>;
  readonly coupons: StoredShelf<CouponEntry>;
}

type StoredShelf<Entry extends ShelfEntry> = Omit<Shelf<Entry>, 'archivedTo'> &
  Partial<Pick<Shelf<Entry>, 'archivedTo'>>;

/**
 * A stored page as this version folds and shows it. A part without a time of its own counts as unknown: a reader has it
 * composed anew. What is on its shelf stays, so that an order that comes before that reader does not hide the others.
 */
export function pageOf(stored: StoredPage): MyPageDocument {
  const { _id, revision, profile, asOf } = stored;
  const times = typeof asOf === 'string' ? {} : asOf;
  return {
    _id,
    revision,
    isErased: stored.isErased ?? false,
    asOf: { profile: times.profile ?? null, orders: times.orders ?? null, coupons: times.coupons ?? null },
    profile,
    orders: { ...stored.orders, archivedTo: stored.orders.archivedTo ?? null },
    coupons: { ...stored.coupons, archivedTo: stored.coupons.archivedTo ?? null },
  };
}
