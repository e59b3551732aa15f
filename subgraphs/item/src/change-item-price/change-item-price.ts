import { type ItemId, type MoneyValue, parseId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { loadItems } from '../db/item-rows.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { Item } from '../item.ts';
import { priceInput } from '../item-input.ts';
import { holdZones } from '../search-items/hold-zones.ts';

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
  const id = parseId<ItemId>(itemId);
  const item = id === null ? undefined : await setPrice(context, id, price);
  if (item !== undefined) return { __typename: 'ChangeItemPriceSuccess', item };
  return { __typename: 'ItemNotFoundProblem', code: 'ITEM_NOT_FOUND', message: 'There is no such item.' };
};

/** The item with its new price, at its new place among the prices; undefined when there is no such item. */
function setPrice({ database }: Context, id: ItemId, price: MoneyValue): Promise<Item | undefined> {
  return database.transaction(async (tx) => {
    await tx.run('UPDATE item SET price_amount = ?, price_currency = ? WHERE id = ?', [
      price.amount,
      price.currency,
      id,
    ]);
    const item = (await loadItems(tx, [id])).get(id);
    if (item !== undefined) await holdZones(tx, item, ['PRICE']);
    return item;
  });
}
