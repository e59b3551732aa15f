import { referredCustomer, scalars, signedInCustomer } from '@rushgraph/service';
import { cancelOrderResolver } from './cancel-order/cancel-order-resolver.ts';
import type { Resolvers } from './generated/graphql.ts';
import { listOrders } from './list-orders/list-orders.ts';
import { placeOrder } from './place-order/place-order.ts';
import { orderFields } from './show-order/order-fields.ts';
import { showOrder } from './show-order/show-order.ts';
import { watchOrder } from './watch-order/watch-order.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_parent, _args, { viewer }) => signedInCustomer(viewer),
    order: (_parent, { id }, context) => showOrder(id, context),
  },
  Mutation: { placeOrder, cancelOrder: cancelOrderResolver },
  Subscription: { orderChanged: watchOrder },
  User: { __resolveReference: referredCustomer, orders: listOrders },
  Order: orderFields,
};
