import { type CampaignId, parseId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import { campaignNotFound, notOpen, soldOut, wrongMode } from '../campaign-problems.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { ticketOf } from '../show-ticket/ticket-of.ts';

/** The signed-in customer takes a ticket of a QUEUED campaign, or gets the one that they have. */
export const joinCouponQueue: NonNullable<MutationResolvers['joinCouponQueue']> = async (
  _parent,
  { input },
  { viewer, queue },
) => {
  const userId = requireUser(viewer).id;
  const id = parseId<CampaignId>(input.campaignId);
  const campaign = id === null ? null : await queue.findCampaign(id);
  if (campaign === null) return campaignNotFound;
  if (campaign.mode !== 'QUEUED') return wrongMode('The coupons of this campaign are given out by issueCoupon.');
  const outcome = await queue.join(campaign, userId);
  switch (outcome.kind) {
    case 'NOT_OPEN':
      return notOpen(campaign);
    case 'SOLD_OUT':
      return soldOut;
    case 'ticket':
      return {
        __typename: 'JoinCouponQueueSuccess',
        ticket: ticketOf(campaign.id, userId, outcome.ticket, queue.view),
      };
  }
};
