import type { CouponId } from '@rushgraph/contracts';
import { maySee, requireUser } from '@rushgraph/identity';
import { connectionFrom, parsePage } from '@rushgraph/service';
import type { UserResolvers } from '../generated/graphql.ts';
import { readPageStart } from '../page-start.ts';
import { type CouponPageStart, loadCouponPage } from './load-page.ts';

/** A customer's coupons for that customer or an administrator; null for every other customer. */
export const listCoupons: NonNullable<UserResolvers['coupons']> = async (user, args, { viewer, database }) => {
  requireUser(viewer);
  if (!maySee(viewer, user.id)) return null;
  const page = parsePage(args, 2);
  const coupons = await loadCouponPage(database, user.id, page.limit + 1, page.after && startOf(page.after));
  const connection = connectionFrom(coupons, page, ({ issuedAt, id }) => [issuedAt.toISOString(), id]);
  return { ...connection, edges: [...connection.edges], nodes: [...connection.nodes] };
};

function startOf(cursor: readonly string[]): CouponPageStart {
  const { at, id } = readPageStart(cursor);
  return { issuedAt: at, id: id as CouponId };
}
