import { type CampaignId, parseId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { SubscriptionResolvers } from '../generated/graphql.ts';
import { noSuchTicket, type TicketNews } from './watched-campaign.ts';

/** Follows the signed-in customer's ticket until nothing more can become of it. */
export const watchTicket: NonNullable<SubscriptionResolvers['couponTicketChanged']> = {
  async subscribe(_parent, args, { viewer, queue, feed }) {
    const userId = requireUser(viewer).id;
    const campaignId = parseId<CampaignId>(args.campaignId);
    const campaign = campaignId === null ? null : await queue.findCampaign(campaignId);
    const states = campaign?.mode === 'QUEUED' ? await feed.watch(campaign.id, userId) : undefined;
    if (states === undefined) throw noSuchTicket();
    return states;
  },
  resolve({ campaignId, userId, facts, view, loaders }: TicketNews, _args: unknown, context: Context) {
    if (requireUser(context.viewer).id !== userId) throw noSuchTicket();
    // What is told of one look is read once: the campaign for all who watch it, and their coupons together.
    Object.assign(context, loaders);
    return { campaignId, userId, issuedAt: facts.issuedAt, ...view };
  },
};
