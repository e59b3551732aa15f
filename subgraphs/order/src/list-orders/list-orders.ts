import type { OrderId } from '@rushgraph/contracts';
import { maySee, requireUser } from '@rushgraph/identity';
import { connectionFrom, cursorId, cursorInstant, defineCursor, parsePage } from '@rushgraph/service';
import type { UserResolvers } from '../generated/graphql.ts';
import type { PageStart } from '../order/page-start.ts';

const orderCursors = defineCursor<PageStart>('orders', { placedAt: cursorInstant, id: cursorId<OrderId>() });

/** A customer's orders for that customer or an administrator; null for every other customer. */
export const listOrders: NonNullable<UserResolvers['orders']> = async (user, args, context, info) => {
  requireUser(context.viewer);
  if (!maySee(context.viewer, user.id)) return null;
  const page = parsePage(args, orderCursors, info);
  const orders = await context.reader.page(user.id, page.limit + 1, page.after);
  return connectionFrom(orders, page, ({ placedAt, id }) => ({ placedAt, id }));
};
