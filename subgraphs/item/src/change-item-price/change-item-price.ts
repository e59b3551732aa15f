import { type ItemId, isId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import { z } from 'zod';
import { loadItems } from '../db/item-rows.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { priceInput } from '../item-input.ts';

/** Sets the price for orders that are decided from now on. */
export const changeItemPrice: NonNullable<MutationResolvers['changeItemPrice']> = async (
  _parent,
  { input },
  context,
) => {
  requireAdmin(context.viewer);
  const checked = validateInput(z.object({ itemId: z.string(), price: priceInput(context.currency) }), input);
  if (!checked.ok) return checked.problem;
  const { itemId, price } = checked.value;
  const id = itemId as ItemId;
  if (isId(itemId)) {
    await context.database.run('UPDATE item SET price_amount = ?, price_currency = ? WHERE id = ?', [
      price.amount,
      price.currency,
      id,
    ]);
    const item = (await loadItems(context.database, [id])).get(id);
    if (item !== undefined) return { __typename: 'ChangeItemPriceSuccess', item };
  }
  return { __typename: 'ItemNotFoundProblem', code: 'ITEM_NOT_FOUND', message: 'There is no such item.' };
};
