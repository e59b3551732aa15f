import type { CouponUpdated, MyPageComposed, OrderUpdated, UserUpdated } from '@rushgraph/contracts';
import type { CouponEntry, OrderEntry, Profile } from './my-page-document.ts';

/** What a page can learn of one customer, and when it was so (RFC 3339). */
export type Happening = Told | Erased;

/** Whole states with their versions; null for parts that are not told about. */
export interface Told {
  readonly kind: 'told';
  readonly userId: string;
  readonly time: string;
  readonly profile: Profile | null;
  readonly orders: readonly OrderEntry[] | null;
  readonly coupons: readonly CouponEntry[] | null;
}

export interface Erased {
  readonly kind: 'erased';
  readonly userId: string;
  readonly time: string;
}

export function toldByUser({ userId, version, name, email }: UserUpdated, time: string): Told {
  return { kind: 'told', userId, time, profile: { version, name, email }, orders: null, coupons: null };
}

export function toldByOrder(data: OrderUpdated, time: string): Told {
  const { orderId, userId, placedAt, version, status, title, total } = data;
  const entry = { id: orderId, at: placedAt, version, status, title, total };
  return { kind: 'told', userId, time, profile: null, orders: [entry], coupons: null };
}

export function toldByCoupon(data: CouponUpdated, time: string): Told {
  const { couponId, userId, issuedAt, version, status, campaignName, discount } = data;
  const entry = { id: couponId, at: issuedAt, version, status, campaignName, discount };
  return { kind: 'told', userId, time, profile: null, orders: null, coupons: [entry] };
}

/** What owners answered a reader. It has no versions: whatever events tell of the same things is newer. */
export function toldByComposing({ userId, composedAt, profile, orders, coupons }: MyPageComposed): Told {
  return {
    kind: 'told',
    userId,
    time: composedAt,
    profile: profile === null ? null : { version: 0, ...profile },
    orders:
      orders?.map(({ orderId, placedAt, ...rest }) => ({ id: orderId, at: placedAt, version: 0, ...rest })) ?? null,
    coupons:
      coupons?.map(({ couponId, issuedAt, ...rest }) => ({ id: couponId, at: issuedAt, version: 0, ...rest })) ?? null,
  };
}
