import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { couponId, money, orderId, timestamp, userId } from './values.ts';

const schema = z.object({
  userId,
  /** When the owners were asked. */
  composedAt: timestamp,
  profile: z.object({ name: z.string(), email: z.string() }).nullable(),
  /** All orders of the customer; null when they could not be had, or there are more. */
  orders: z
    .array(
      z.object({
        orderId,
        status: z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED']),
        title: z.string().nullable(),
        total: money.nullable(),
        placedAt: timestamp,
      }),
    )
    .nullable(),
  /** As with orders. */
  coupons: z
    .array(
      z.object({
        couponId,
        status: z.enum(['ISSUED', 'USED', 'EXPIRED']),
        campaignName: z.string(),
        discount: money,
        issuedAt: timestamp,
      }),
    )
    .nullable(),
});
export type MyPageComposed = z.infer<typeof schema>;

/** Parts of a customer's page as their owners answered a reader, who hands them to the one writer of pages. */
export const myPageComposed = defineEvent<MyPageComposed>({
  type: 'commerce.mypage.composed.v1',
  schema,
  key: (data) => data.userId,
});
