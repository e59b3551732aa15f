import { type CampaignId, type CouponId, deriveId, type UserId } from '@rushgraph/contracts';

export type CouponStatus = 'ISSUED' | 'USED' | 'EXPIRED';

export interface Coupon {
  readonly id: CouponId;
  readonly campaignId: CampaignId;
  readonly userId: UserId;
  readonly status: CouponStatus;
  /** Grows with each change; the sequence of its events. */
  readonly version: number;
  readonly issuedAt: Date;
}

/** Where a coupon of a QUEUED campaign came from. */
export interface QueuePlace {
  /** The queue itself: one that was lost is followed by another. Milliseconds of its first customer. */
  readonly line: number;
  readonly ticket: number;
  /** In which order the campaign gave its coupons out: 1, 2, 3 … */
  readonly place: number;
}

/** The one coupon that a customer can have of a campaign: whoever issues it, and however often, it is this one. */
export function couponId(campaignId: CampaignId, userId: UserId): CouponId {
  return deriveId<CouponId>('coupon', campaignId, userId);
}

/** A coupon as it is issued. */
export function newCoupon(campaignId: CampaignId, userId: UserId, issuedAt: Date): Coupon {
  return { id: couponId(campaignId, userId), campaignId, userId, status: 'ISSUED', version: 1, issuedAt };
}
