import { type Campaign, stateOf } from '../campaign.ts';

export type Refusal =
  | { readonly reason: 'NOT_OPEN'; readonly opensAt: Date; readonly closesAt: Date }
  | { readonly reason: 'SOLD_OUT' };

/** Why a campaign as it was read gives no coupon at an instant; undefined when it may. Only the write itself decides. */
export function findRefusal(campaign: Campaign, now: Date): Refusal | undefined {
  switch (stateOf(campaign, now)) {
    case 'OPEN':
      return undefined;
    case 'SOLD_OUT':
      return { reason: 'SOLD_OUT' };
    case 'SCHEDULED':
    case 'CLOSED':
      return { reason: 'NOT_OPEN', opensAt: campaign.opensAt, closesAt: campaign.closesAt };
  }
}
