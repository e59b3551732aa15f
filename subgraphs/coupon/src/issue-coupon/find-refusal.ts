import { type Campaign, stateOf } from '../campaign.ts';

export type Refusal =
  | { readonly reason: 'NOT_OPEN'; readonly opensAt: Date; readonly closesAt: Date }
  | { readonly reason: 'SOLD_OUT' };

/** Why a campaign as it was read gives no coupon; undefined when it may. Only the write itself decides. */
export function findRefusal(campaign: Campaign): Refusal | undefined {
  switch (stateOf(campaign)) {
    case 'OPEN':
      return undefined;
    case 'SOLD_OUT':
      return { reason: 'SOLD_OUT' };
    case 'SCHEDULED':
    case 'CLOSED':
      return { reason: 'NOT_OPEN', opensAt: campaign.opensAt, closesAt: campaign.closesAt };
  }
}
