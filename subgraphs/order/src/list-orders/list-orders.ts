import { isId, type OrderId } from '@rushgraph/contracts';
import { maySee, requireUser } from '@rushgraph/identity';
import { codedError, connectionFrom, parsePage } from '@rushgraph/service';
import type { UserResolvers } from '../generated/graphql.ts';
import type { PageStart } from './load-page.ts';

/** A customer's orders for that customer or an administrator; null for every other customer. */
export const listOrders: NonNullable<UserResolvers['orders']> = async (user, args, context) => {
  requireUser(context.viewer);
  if (!maySee(context.viewer, user.id)) return null;
  const page = parsePage(args, 2);
  const orders = await context.loadPage(user.id, page.limit + 1, page.after && pageStart(page.after));
  const { edges, nodes, pageInfo } = connectionFrom(orders, page, ({ placedAt, id }) => [placedAt.toISOString(), id]);
  return { edges: [...edges], nodes: [...nodes], pageInfo };
};

function pageStart([placedAt = '', id = '']: readonly string[]): PageStart {
  const instant = new Date(placedAt);
  if (Number.isNaN(instant.getTime()) || !isId(id))
    throw codedError('BAD_USER_INPUT', 'This is not a cursor of orders.');
  return { placedAt: instant, id: id as OrderId };
}
