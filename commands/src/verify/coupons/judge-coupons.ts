import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { CouponFacts } from './read-coupons.ts';

/** A campaign has given out what it counts, and no more than it has. One per customer is the unique key's word. */
export function judgeCoupons({ campaigns, issued, overIssued, apart, examples, homeless }: CouponFacts): Verdict[] {
  return [
    judge({
      store: 'coupon',
      invariant: 'no campaign gives out more than it has',
      faults: overIssued,
      figures: `${overIssued} of ${count(campaigns, 'campaign')} over`,
      remedy: 'The CHECK campaign_not_over_issued must have been dropped; restore it and close these campaigns.',
    }),
    judge({
      store: 'coupon',
      invariant: 'a campaign counts its coupons',
      faults: apart + homeless,
      figures: `${apart} apart, ${count(homeless, 'campaign')} missing (${count(issued, 'coupon')})${named(examples)}`,
      remedy: 'Set issued of these campaigns to the number of their coupons while they are closed.',
    }),
  ];
}
