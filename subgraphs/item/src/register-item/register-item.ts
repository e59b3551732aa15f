import type { ItemId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import { validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { Item } from '../item.ts';
import { itemName, MOST_STOCK, priceInput } from '../item-input.ts';
import { writeLedger } from '../keep-stock/write-changes.ts';

/** Puts an item into the catalogue; its first stock is the first row of its ledger. */
export const registerItem: NonNullable<MutationResolvers['registerItem']> = async (_parent, { input }, context) => {
  requireAdmin(context.viewer);
  const checked = validateInput(registration(context), input);
  if (!checked.ok) return checked.problem;
  const item = { ...checked.value, id: context.newId<ItemId>(), createdAt: context.now() };
  await insertItem(context, item);
  return { __typename: 'RegisterItemSuccess', item };
};

function registration({ currency }: Context) {
  return z.object({
    name: itemName,
    price: priceInput(currency),
    stock: z.int().min(0, 'must be 0 or more').max(MOST_STOCK, `must be at most ${MOST_STOCK}`),
  });
}

async function insertItem({ database }: Context, { id, name, price, stock, createdAt }: Item): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES (?)', [
      [id, name, price.amount, price.currency, stock, createdAt],
    ]);
    if (stock === 0) return;
    await writeLedger(
      tx,
      [{ itemId: id, quantity: stock, cause: 'REGISTER', reference: id, balanceAfter: stock }],
      createdAt,
    );
  });
}
