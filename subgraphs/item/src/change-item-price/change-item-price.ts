import { type ItemId, type MoneyValue, parseId } from '@rushgraph/contracts';
import { defineWrite, eq, given, sql } from '@rushgraph/database/query';
import { holdZones } from '@rushgraph/finding';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { loadItems } from '../db/item-rows.ts';
import { item as stored } from '../db/schema.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { Item } from '../item.ts';
import { priceInput } from '../item-input.ts';
import { itemNotFound } from '../item-problems.ts';

const writePrice = defineWrite(
  { id: given<ItemId>(), amount: given<number>(), currency: given<MoneyValue['currency']>() },
  (builder, { id, amount, currency }) =>
    builder
      .update(stored)
      .set({ priceAmount: sql`${amount}`, priceCurrency: sql`${currency}` })
      .where(eq(stored.id, id)),
);

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
  return item === undefined ? itemNotFound : { __typename: 'ChangeItemPriceSuccess', item };
};

/** The item with its new price, at its new place among the prices; undefined when there is no such item. */
function setPrice({ database }: Context, id: ItemId, price: MoneyValue): Promise<Item | undefined> {
  return database.transaction(async (tx) => {
    await writePrice(tx, { id, ...price });
    const item = (await loadItems(tx, [id])).get(id);
    if (item !== undefined) await holdZones(tx, item, ['PRICE']);
    return item;
  });
}
