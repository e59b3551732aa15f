import type { ItemId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { itemName, MAX_STOCK, priceInput } from '../item-input.ts';
import { addItem } from './add-item.ts';

/** Puts an item into the catalogue; its first stock is the first row of its ledger. */
export const registerItem: NonNullable<MutationResolvers['registerItem']> = async (_parent, { input }, context) => {
  requireAdmin(context.viewer);
  const checked = validateInput(registration(context), input);
  if (!checked.ok) return checked.problem;
  const item = { ...checked.value, id: context.newId<ItemId>(), createdAt: context.now() };
  await addItem(context.database, item);
  return { __typename: 'RegisterItemSuccess', item };
};

function registration({ currency }: Context) {
  return z.object({
    name: itemName,
    price: priceInput(currency),
    stock: z.int().min(0, 'must be 0 or more').max(MAX_STOCK, `must be at most ${MAX_STOCK}`),
  });
}
