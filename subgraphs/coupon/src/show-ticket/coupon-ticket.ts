import { type CampaignId, parseId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import { couponId, newCoupon } from '../coupon.ts';
import type { CouponTicketResolvers, QueryResolvers } from '../generated/graphql.ts';
import { ticketOf } from './ticket-of.ts';

/** The signed-in customer's ticket; null for a customer without one. When the ticket is gone, the coupon answers for it. */
export const couponTicket: NonNullable<QueryResolvers['couponTicket']> = async (_parent, args, context) => {
  const userId = requireUser(context.viewer).id;
  const campaignId = parseId<CampaignId>(args.campaignId);
  if (campaignId === null) return null;
  const campaign = await context.queue.findCampaign(campaignId);
  if (campaign?.mode !== 'QUEUED') return null;
  const [facts] = await context.queue.findTickets(campaignId, [{ userId }]);
  return facts === undefined ? null : ticketOf(campaignId, userId, facts, context.queue.view);
};

export const couponTicketFields: CouponTicketResolvers = {
  async campaign({ campaignId }, _args, { campaigns }) {
    const campaign = await campaigns.load(campaignId);
    if (campaign === null) throw new Error(`A ticket is of campaign ${campaignId}, which is gone`);
    return campaign;
  },
  /** As it is stored; one that is issued is the customer's before it is written. */
  async coupon({ campaignId, userId, issuedAt }, _args, { coupons }) {
    if (issuedAt === undefined) return null;
    return (await coupons.load(couponId(campaignId, userId))) ?? newCoupon(campaignId, userId, issuedAt);
  },
};
