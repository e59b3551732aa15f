import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Customer } from '@rushgraph/service';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';
import type { TicketView } from './show-ticket/view-ticket.ts';

export type UserModel = Customer;
export type CampaignModel = Campaign;
export type CouponModel = Coupon;

export interface CouponTicketModel extends TicketView {
  readonly campaignId: CampaignId;
  readonly userId: UserId;
  /** Of an ISSUED one. */
  readonly issuedAt: Date | undefined;
}
