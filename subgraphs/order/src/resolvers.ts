import { parseId, type UserId } from '@rushgraph/contracts';
import { scalars } from '@rushgraph/service';
import { cancelOrderResolver } from './cancel-order/cancel-order-resolver.ts';
import type { Resolvers } from './generated/graphql.ts';
import { listOrders } from './list-orders/list-orders.ts';
import { placeOrder } from './place-order/place-order.ts';
import { orderFields } from './show-order/order-fields.ts';
import { showOrder } from './show-order/show-order.ts';
import { userIdOf } from './viewer.ts';
import { watchOrder } from './watch-order/watch-order.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_parent, _args, { viewer }) => (viewer.kind === 'user' ? { id: userIdOf(viewer) } : null),
    order: (_parent, { id }, context) => showOrder(id, context),
  },
  Mutation: { placeOrder, cancelOrder: cancelOrderResolver },
  Subscription: { orderChanged: watchOrder },
  User: {
    // Awaited: the executor of a subgraph takes references as promises.
    __resolveReference: async ({ id: text }) => {
      const id = parseId<UserId>(text);
      return id === null ? null : { id };
    },
    orders: listOrders,
  },
  Order: orderFields,
};
