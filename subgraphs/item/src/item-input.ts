import type { MoneyValue } from '@rushgraph/contracts';
import { humanText } from '@rushgraph/service';
import { z } from 'zod';

/** Minor units. Times 1,000 pieces and 50 lines, the most of an order, it is 5 × 10^15, and fits a SafeInt (9 × 10^15). */
const MAX_PRICE = 100_000_000_000;
export const MAX_STOCK = 1_000_000_000;

export const itemName = humanText(200);

/** Whole minor units in the shop's currency. */
export function priceInput(currency: MoneyValue['currency']) {
  return z.object({
    amount: z.int('must be a whole number').min(0, 'must be 0 or more').max(MAX_PRICE, `must be at most ${MAX_PRICE}`),
    currency: z.literal(currency, `must be ${currency}: the shop has one currency`),
  });
}
