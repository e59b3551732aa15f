import type { MyPageResolvers } from '../generated/graphql.ts';

/** The fields of a page, from its document. Without one every part is missing rather than empty. */
export const myPageFields: MyPageResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
  name: ({ document }) => document?.profile?.name ?? null,
  email: ({ document }) => document?.profile?.email ?? null,
  orders: ({ document }) =>
    document?.orders.newest.map(({ id, at, status, title, total }) => ({
      order: { id },
      id,
      title,
      status,
      total,
      placedAt: new Date(at),
    })) ?? null,
  orderCount: ({ document }) => document?.orders.count ?? null,
  coupons: ({ document }) =>
    document?.coupons.newest.map(({ id, at, status, campaignName, discount }) => ({
      coupon: { id },
      id,
      campaignName,
      discount,
      status,
      issuedAt: new Date(at),
    })) ?? null,
  couponCount: ({ document }) => document?.coupons.count ?? null,
  asOf: ({ document, askedAt }) => (document === null ? askedAt : new Date(document.asOf)),
  missing: ({ document }) => {
    if (document === null) return ['PROFILE', 'ORDERS', 'COUPONS'];
    return document.profile === null ? ['PROFILE'] : [];
  },
};
