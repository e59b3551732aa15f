import { type ItemId, parseId } from '@rushgraph/contracts';
import { requireAdmin } from '@rushgraph/identity';
import type { Context } from '../context.ts';
import { loadItems } from '../db/item-rows.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { itemNotFound } from '../item-problems.ts';
import { changeStrategy, type Scope } from '../keep-stock/choose/change-strategy.ts';
import { ALL_ITEMS } from '../keep-stock/decide/strategies.ts';
import { choiceIn, strategyOf } from './present-choice.ts';

/**
 * Chooses how stock is kept, of an item or of all without a choice of their own. Away from the window it takes effect when
 * what gates have decided is in the stock; until then it is `next`.
 */
export const chooseStockStrategy: NonNullable<MutationResolvers['chooseStockStrategy']> = async (
  _parent,
  { input },
  context,
) => {
  requireAdmin(context.viewer);
  const scope = input.itemId == null ? ALL_ITEMS : await findItem(input.itemId, context);
  if (scope === null) return itemNotFound;
  const { database, stock, now } = context;
  const strategy = strategyOf(input.strategy);
  await changeStrategy(database, { scope, strategy, defaultStrategy: stock.defaultStrategy, now: now() });
  return { __typename: 'ChooseStockStrategySuccess', choice: await choiceIn(database, scope) };
};

async function findItem(text: string, { database }: Context): Promise<Scope | null> {
  const id = parseId<ItemId>(text);
  return id !== null && (await loadItems(database, [id])).has(id) ? id : null;
}
