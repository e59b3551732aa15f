import { scalars } from '@rushgraph/service';
import { changeItemPrice } from './change-item-price/change-item-price.ts';
import type { Resolvers } from './generated/graphql.ts';
import { availabilityOf } from './item.ts';
import { listItems } from './list-items/list-items.ts';
import { registerItem } from './register-item/register-item.ts';
import { restockItem } from './restock-item/restock-item.ts';
import { showItem } from './show-item/show-item.ts';
import { showReservation } from './show-reservation/show-reservation.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    item: (_parent, { id }, context) => showItem(id, context),
    items: listItems,
    reservation: showReservation,
  },
  Mutation: { registerItem, restockItem, changeItemPrice },
  Item: {
    __resolveReference: async ({ id }, context) => showItem(id, context),
    stock: (item, _args, { stocks }) => stocks.load(item),
    availability: async (item, _args, { stocks }) => availabilityOf(await stocks.load(item)),
  },
};
