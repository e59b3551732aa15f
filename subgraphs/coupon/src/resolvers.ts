import { referredCustomer, scalars, signedInCustomer } from '@rushgraph/service';
import { createCampaign } from './create-campaign/create-campaign.ts';
import type { Resolvers } from './generated/graphql.ts';
import { issueCoupon } from './issue-coupon/issue-coupon.ts';
import { joinCouponQueue } from './join-queue/join-coupon-queue.ts';
import { listCampaigns } from './list-campaigns/list-campaigns.ts';
import { listCoupons } from './list-coupons/list-coupons.ts';
import { campaignFields, showCampaign } from './show-campaign/show-campaign.ts';
import { couponFields } from './show-coupon/show-coupon.ts';
import { couponTicket, couponTicketFields } from './show-ticket/coupon-ticket.ts';
import { watchTicket } from './watch-ticket/watch-ticket.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_parent, _args, { viewer }) => signedInCustomer(viewer),
    campaign: (_parent, { id }, context) => showCampaign(id, context),
    campaigns: listCampaigns,
    couponTicket,
  },
  Subscription: { couponTicketChanged: watchTicket },
  Mutation: { createCampaign, issueCoupon, joinCouponQueue },
  User: { __resolveReference: referredCustomer, coupons: listCoupons },
  Campaign: campaignFields,
  Coupon: couponFields,
  CouponTicket: couponTicketFields,
};
