import { z } from 'zod';
import { type CampaignId, type CouponId, ID_PATTERN, type ItemId, type OrderId, type UserId } from '../ids/ids.ts';

/** A text that is checked, and no more: each event has several, and a transformation would copy what it has checked. */
function id<Id extends string>(): z.ZodType<Id> {
  const text: z.ZodType<string> = z.string().regex(ID_PATTERN, 'not an id');
  return text as z.ZodType<Id>;
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
