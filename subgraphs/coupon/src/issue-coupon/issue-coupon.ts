import { type CampaignId, parseId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import { campaignNotFound, notOpen, soldOut, wrongMode } from '../campaign-problems.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** The signed-in customer takes a coupon of a DIRECT campaign; a repeat answers with the first one. */
export const issueCoupon: NonNullable<MutationResolvers['issueCoupon']> = async (_parent, { input }, context) => {
  const userId = requireUser(context.viewer).id;
  const id = parseId<CampaignId>(input.campaignId);
  const campaign = id === null ? null : await context.campaigns.load(id);
  if (campaign === null) return campaignNotFound;
  if (campaign.mode !== 'DIRECT') return wrongMode('The coupons of this campaign are given out by joinCouponQueue.');
  const outcome = await context.issuer.issue({ campaign, userId, traceparent: context.traceparent });
  if (outcome.kind === 'refused') return outcome.refusal.reason === 'SOLD_OUT' ? soldOut : notOpen(outcome.refusal);
  // What was read before is out of date: `remaining` must count this coupon.
  context.campaigns.clear(campaign.id);
  return { __typename: 'IssueCouponSuccess', coupon: outcome.coupon };
};
