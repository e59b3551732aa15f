import { requireAdmin } from '@rushgraph/identity';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listChoices } from '../keep-stock/choose/list-choices.ts';
import { beginChoices } from '../keep-stock/decide/strategies.ts';
import { presentChoice } from './present-choice.ts';

/** How stock is kept: the choice for all items first, then every item with one of its own. */
export const showStockChoices: NonNullable<QueryResolvers['stockStrategies']> = async (_parent, _args, context) => {
  requireAdmin(context.viewer);
  const { database, stock, now } = context;
  await beginChoices(database, stock.defaultStrategy, now());
  return Promise.all((await listChoices(database)).map((choice) => presentChoice(database, choice)));
};
