import { couponUpdated, timestampOf } from '@rushgraph/contracts';
import { event, type NewEvent } from '@rushgraph/messaging';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';

/** The whole state of a coupon at its version. */
export function updatedEvent(coupon: Coupon, campaign: Campaign, traceparent: string | undefined): NewEvent {
  const data = {
    couponId: coupon.id,
    userId: coupon.userId,
    version: coupon.version,
    campaignId: campaign.id,
    campaignName: campaign.name,
    discount: campaign.discount,
    status: coupon.status,
    issuedAt: timestampOf(coupon.issuedAt),
  };
  return event(couponUpdated, data, { subject: coupon.id, sequence: coupon.version, traceparent });
}
