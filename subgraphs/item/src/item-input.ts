import type { MoneyValue } from '@rushgraph/contracts';
import { humanText } from '@rushgraph/service';
import { z } from 'zod';

const MOST_PRICE = 1_000_000_000_000;
export const MOST_STOCK = 1_000_000_000;

export const itemName = humanText(200);

/** Whole minor units in the shop's currency. */
export function priceInput(currency: MoneyValue['currency']) {
  return z.object({
    amount: z
      .int('must be a whole number')
      .min(0, 'must be 0 or more')
      .max(MOST_PRICE, `must be at most ${MOST_PRICE}`),
    currency: z.literal(currency, `must be ${currency}: the shop has one currency`),
  });
}
