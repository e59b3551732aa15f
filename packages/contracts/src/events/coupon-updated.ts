import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { campaignId, couponId, money, timestamp, userId, version } from './values.ts';

const schema = z.object({
  couponId,
  userId,
  version,
  campaignId,
  campaignName: z.string(),
  discount: money,
  status: z.enum(['ISSUED', 'USED', 'EXPIRED']),
  issuedAt: timestamp,
});
export type CouponUpdated = z.infer<typeof schema>;

/** The whole state of an issued coupon at one version. */
export const couponUpdated = defineEvent<CouponUpdated>({
  type: 'commerce.coupon.updated.v1',
  schema,
  key: (data) => data.userId,
});
