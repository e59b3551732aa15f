import { type CampaignId, isId, type UserId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { Refusal } from './find-refusal.ts';

/** The signed-in customer takes a coupon of a DIRECT campaign; a repeat answers with the first one. */
export const issueCoupon: NonNullable<MutationResolvers['issueCoupon']> = async (_parent, { input }, context) => {
  const userId = requireUser(context.viewer).id as UserId;
  const campaign = isId(input.campaignId) ? await context.campaigns.load(input.campaignId as CampaignId) : null;
  if (campaign === null) {
    return { __typename: 'CampaignNotFoundProblem', code: 'CAMPAIGN_NOT_FOUND', message: 'There is no such campaign.' };
  }
  if (campaign.mode !== 'DIRECT') {
    const message = 'The coupons of this campaign are given out through its queue.';
    return { __typename: 'WrongCampaignModeProblem', code: 'WRONG_CAMPAIGN_MODE', message };
  }
  const outcome = await context.issuer.issue({ campaign, userId, traceparent: context.traceparent });
  if (outcome.kind === 'refused') return problemOf(outcome.refusal);
  // What was read before is out of date: `remaining` must count this coupon.
  context.campaigns.clear(campaign.id);
  return { __typename: 'IssueCouponSuccess', coupon: outcome.coupon };
};

function problemOf(refusal: Refusal) {
  switch (refusal.reason) {
    case 'SOLD_OUT':
      return { __typename: 'SoldOutProblem', code: 'SOLD_OUT', message: 'All coupons are gone.' } as const;
    case 'NOT_OPEN': {
      const { opensAt, closesAt } = refusal;
      const message = `Coupons are given out from ${opensAt.toISOString()} to ${closesAt.toISOString()}.`;
      return { __typename: 'CampaignNotOpenProblem', code: 'CAMPAIGN_NOT_OPEN', message, opensAt, closesAt } as const;
    }
  }
}
