import type { CouponUpdated, OrderUpdated, UserUpdated } from '@rushgraph/contracts';
import type { MyPageDocument, Profile, Watermark } from './my-page-document.ts';
import { emptyShelf, putOnShelf, type ShelfSize } from './shelf.ts';

export type MyPageEvent =
  | { readonly kind: 'user'; readonly data: UserUpdated }
  | { readonly kind: 'order'; readonly data: OrderUpdated }
  | { readonly kind: 'coupon'; readonly data: CouponUpdated };

export interface EventOrigin {
  /** `<topic>/<partition>` */
  readonly source: string;
  readonly offset: number;
  /** When it happened, RFC 3339. */
  readonly time: string;
}

/** 256 orders, and as many coupons, of one customer can be told apart: far more than a relay re-sends in one go. */
const orderShelf: ShelfSize = { newest: 10, earlier: 246 };
const couponShelf: ShelfSize = { newest: 20, earlier: 236 };

/**
 * Adds one event to a customer's document; `null` is a customer of whom nothing is known. The very same document comes
 * back when the event has been applied before, from the same place in its topic.
 */
export function foldMyPage(document: MyPageDocument | null, event: MyPageEvent, origin: EventOrigin): MyPageDocument {
  const before = document ?? emptyDocument(event.data.userId, origin.time);
  if (before._id !== event.data.userId) throw new Error(`An event of another user came to the page of ${before._id}`);
  const mark = before.watermarks.find(({ source }) => source === origin.source);
  if (mark !== undefined && mark.offset >= origin.offset) return before;
  return {
    ...before,
    asOf: later(before.asOf, origin.time),
    watermarks: raise(before.watermarks, origin),
    ...change(before, event),
  };
}

function emptyDocument(userId: string, time: string): MyPageDocument {
  return {
    _id: userId,
    revision: 0,
    asOf: time,
    profile: null,
    orders: emptyShelf,
    coupons: emptyShelf,
    watermarks: [],
  };
}

function change(before: MyPageDocument, event: MyPageEvent): Partial<MyPageDocument> {
  switch (event.kind) {
    case 'user':
      return { profile: newerProfile(before.profile, event.data) };
    case 'order': {
      const { orderId, version, status, title, total, placedAt } = event.data;
      const entry = { id: orderId, at: placedAt, version, status, title, total };
      return { orders: putOnShelf(before.orders, entry, orderShelf) };
    }
    case 'coupon': {
      const { couponId, version, status, campaignName, discount, issuedAt } = event.data;
      const entry = { id: couponId, at: issuedAt, version, status, campaignName, discount };
      return { coupons: putOnShelf(before.coupons, entry, couponShelf) };
    }
    default:
      throw new Error(`Unknown event ${JSON.stringify(event satisfies never)}`);
  }
}

function newerProfile(before: Profile | null, { version, name, email }: UserUpdated): Profile {
  return before !== null && before.version >= version ? before : { version, name, email };
}

function raise(marks: readonly Watermark[], { source, offset }: EventOrigin): readonly Watermark[] {
  return [...marks.filter((mark) => mark.source !== source), { source, offset }];
}

/** RFC 3339 in UTC sorts as text. */
function later(one: string, other: string): string {
  if (one < other) return other;
  return one;
}
