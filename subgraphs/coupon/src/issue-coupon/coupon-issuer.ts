import type { UserId } from '@rushgraph/contracts';
import type { Campaign } from '../campaign.ts';
import type { Coupon } from '../coupon.ts';
import type { Refusal } from './find-refusal.ts';

export interface IssueRequest {
  /** As it was read; how many are left is decided by the issuer. */
  readonly campaign: Campaign;
  readonly userId: UserId;
  readonly traceparent: string | undefined;
}

export type IssueOutcome =
  | {
      readonly kind: 'issued';
      readonly coupon: Coupon;
      /** Whether it was there already. */
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * A way to hand out the coupons of a campaign. Whichever it is: never more than the quantity, one coupon for a
 * customer, and a repeat is answered with the first one even when nothing is left or the campaign is over.
 */
export interface CouponIssuer {
  issue(request: IssueRequest): Promise<IssueOutcome>;
}
