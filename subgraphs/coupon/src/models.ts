import type { UserId } from '@rushgraph/contracts';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';

/** This subgraph knows a customer by id alone. */
export interface UserModel {
  readonly id: UserId;
}

export type CampaignModel = Campaign;
export type CouponModel = Coupon;
