import { z } from 'zod';
import { type CampaignId, type CouponId, type ItemId, isId, type OrderId, type UserId } from '../ids.ts';

function id<Id extends string>() {
  return z
    .string()
    .refine(isId, 'not an id')
    .transform((value) => value as Id);
}

export const userId = id<UserId>();
export const itemId = id<ItemId>();
export const orderId = id<OrderId>();
export const campaignId = id<CampaignId>();
export const couponId = id<CouponId>();

/** RFC 3339, UTC, milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });
export const quantity = z.int().positive();
export const version = z.int().positive();

/** Whole minor units of one currency. */
export const money = z.object({ amount: z.int(), currency: z.enum(['KRW', 'USD', 'EUR', 'JPY']) });
export type MoneyValue = z.infer<typeof money>;
