import { type OrderId, parseId } from '@rushgraph/contracts';
import type { Context } from '../context.ts';
import type { SubscriptionResolvers } from '../generated/graphql.ts';
import type { OrderWithLines } from '../order/order.ts';
import { noSuchOrder } from './order-feed.ts';

/** Follows one order of the viewer's until it is settled. */
export const watchOrder: NonNullable<SubscriptionResolvers['orderChanged']> = {
  async subscribe(_parent, { orderId }, { viewer, feed }) {
    const id = parseId<OrderId>(orderId);
    const states = viewer.kind === 'user' && id !== null ? await feed.watch(id, viewer) : null;
    if (states === null) throw noSuchOrder();
    return states;
  },
  resolve({ order, lines }: OrderWithLines, _args: unknown, context: Context) {
    // What was heard is the whole order: nothing of it is read.
    context.lines.prime(order.id, lines);
    return order;
  },
};
