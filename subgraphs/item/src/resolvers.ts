import { scalars } from '@rushgraph/service';
import { changeItemPrice } from './change-item-price/change-item-price.ts';
import { chooseStockStrategy } from './choose-stock-strategy/choose-stock-strategy.ts';
import { showStockChoices } from './choose-stock-strategy/show-stock-choices.ts';
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
    stockStrategies: showStockChoices,
  },
  Mutation: { registerItem, restockItem, changeItemPrice, chooseStockStrategy },
  StockStrategyChoice: { item: ({ itemId }, _args, { items }) => (itemId === null ? null : items.load(itemId)) },
  Item: {
    __resolveReference: async ({ id }, context) => showItem(id, context),
    stock: (item, _args, { stocks }) => stocks.load(item),
    availability: async (item, _args, { stocks }) => availabilityOf(await stocks.load(item)),
  },
};
