import { type CouponId, parseId } from '@rushgraph/contracts';
import { maySee } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import type { Coupon } from '../coupon.ts';
import type { CouponResolvers } from '../generated/graphql.ts';

/** A coupon for its owner or an administrator; for everybody else it is as if it were not there. */
async function showCoupon(id: string, { viewer, coupons }: Context): Promise<Coupon | null> {
  const couponId = parseId<CouponId>(id);
  const coupon = couponId === null ? null : await coupons.load(couponId);
  return coupon !== null && maySee(viewer, coupon.userId) ? coupon : null;
}

export const couponFields: CouponResolvers = {
  __resolveReference: ({ id }, context) => showCoupon(id, context),
  async campaign({ id, campaignId }, _args, { campaigns }) {
    const campaign = await campaigns.load(campaignId);
    if (campaign === null) throw new Error(`Coupon ${id} belongs to no campaign`);
    return campaign;
  },
  owner: ({ userId }) => ({ id: userId }),
};
