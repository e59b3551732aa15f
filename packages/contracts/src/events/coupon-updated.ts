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

/** The whole state of an issued coupon at one version. The topic is kept as that of orders is. */
export const couponUpdated = defineEvent<CouponUpdated>({
  type: 'commerce.coupon.updated.v2',
  schema,
  key: (data) => data.couponId,
  partitionKey: (data) => data.userId,
});

/** As with orders: it is read, and not written any more. */
export const couponUpdatedV1 = defineEvent<CouponUpdated>({
  type: 'commerce.coupon.updated.v1',
  schema,
  key: (data) => data.userId,
});
