import type { CouponId } from '@rushgraph/contracts';
import { maySee, requireUser } from '@rushgraph/identity';
import { connectionFrom, cursorId, cursorInstant, defineCursor, parsePage } from '@rushgraph/service';
import type { UserResolvers } from '../generated/graphql.ts';
import { type CouponPageStart, loadCouponPage } from './load-page.ts';

const couponCursors = defineCursor<CouponPageStart>('coupons', { issuedAt: cursorInstant, id: cursorId<CouponId>() });

/** A customer's coupons for that customer or an administrator; null for every other customer. */
export const listCoupons: NonNullable<UserResolvers['coupons']> = async (user, args, { viewer, database }, info) => {
  requireUser(viewer);
  if (!maySee(viewer, user.id)) return null;
  const page = parsePage(args, couponCursors, info);
  const coupons = await loadCouponPage(database, user.id, page.limit + 1, page.after);
  return connectionFrom(coupons, page, ({ issuedAt, id }) => ({ issuedAt, id }));
};
