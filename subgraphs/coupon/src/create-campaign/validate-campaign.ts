import type { MoneyValue } from '@rushgraph/contracts';
import { humanText } from '@rushgraph/service';
import { z } from 'zod';

const MOST_QUANTITY = 1_000_000_000;
const LAST_OPENING = new Date('2101-01-01T00:00:00.000Z');
/** Within what a DATETIME column can hold. */
const instant = z
  .date()
  .min(new Date('2000-01-01T00:00:00.000Z'), 'must not be before the year 2000')
  .max(new Date('9999-12-31T00:00:00.000Z'), 'must not be after the year 9999');

/** What `createCampaign` accepts in a shop of this currency. */
export function campaignInput(currency: MoneyValue['currency']) {
  return z
    .object({
      name: humanText(100),
      discount: z.object({
        amount: z.int().min(1, 'must be more than 0'),
        currency: z.custom<MoneyValue['currency']>(
          (value) => value === currency,
          `must be ${currency}, the currency of the shop`,
        ),
      }),
      mode: z.enum(['DIRECT', 'QUEUED']),
      quantity: z.int().min(1, 'must be at least 1').max(MOST_QUANTITY, `must be at most ${MOST_QUANTITY}`),
      opensAt: instant.refine((at) => at < LAST_OPENING, 'must not be after the year 2100'),
      closesAt: instant,
    })
    .superRefine(({ opensAt, closesAt }, context) => {
      if (closesAt <= opensAt) {
        context.addIssue({ code: 'custom', path: ['closesAt'], message: 'must be after opensAt' });
      }
    });
}
export type CampaignInput = z.infer<ReturnType<typeof campaignInput>>;
