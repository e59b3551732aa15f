import { isId, type UserId } from '@rushgraph/contracts';
import { scalars } from '@rushgraph/service';
import { cancelOrderResolver } from './cancel-order/cancel-order-resolver.ts';
import type { Resolvers } from './generated/graphql.ts';
import { listOrders } from './list-orders/list-orders.ts';
import { placeOrder } from './place-order/place-order.ts';
import { orderFields } from './show-order/order-fields.ts';
import { showOrder } from './show-order/show-order.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_parent, _args, { viewer }) => (viewer.kind === 'user' ? { id: viewer.id as UserId } : null),
    order: (_parent, { id }, context) => showOrder(id, context),
  },
  Mutation: { placeOrder, cancelOrder: cancelOrderResolver },
  User: {
    // Awaited: the executor of a subgraph takes references as promises.
    __resolveReference: async ({ id }) => (isId(id) ? { id: id as UserId } : null),
    orders: listOrders,
  },
  Order: orderFields,
};
