import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { StockStrategy } from '../generated/graphql.ts';
import { loadInFlight, type Scope } from '../keep-stock/choose/change-strategy.ts';
import { type ListedChoice, listChoices } from '../keep-stock/choose/list-choices.ts';
import { ALL_ITEMS, type Strategy } from '../keep-stock/decide/strategies.ts';

/** A choice, whose item is loaded when it is asked for. */
export interface ShownChoice {
  readonly itemId: ItemId | null;
  readonly strategy: StockStrategy;
  readonly next: StockStrategy | null;
  readonly itemsInFlight: number;
  readonly changedAt: Date;
}

const names = { merge: 'MERGE', lock: 'LOCK', window: 'WINDOW' } as const;
const strategies = { MERGE: 'merge', LOCK: 'lock', WINDOW: 'window' } as const;

export function strategyOf(name: StockStrategy): Strategy {
  return strategies[name];
}

/** The choice as it is shown. Only while gates are drained it is looked up how many items are waited for. */
export async function presentChoice(
  sql: Sql,
  { scope, strategy, next, changedAt }: ListedChoice,
): Promise<ShownChoice> {
  return {
    itemId: scope === ALL_ITEMS ? null : scope,
    strategy: names[strategy],
    next: next === null ? null : names[next],
    itemsInFlight: next === null ? 0 : (await loadInFlight(sql, scope)).length,
    changedAt,
  };
}

export async function choiceIn(sql: Sql, scope: Scope) {
  const choice = (await listChoices(sql)).find((one) => one.scope === scope);
  if (choice === undefined) throw new Error('A choice that was just made is missing');
  return presentChoice(sql, choice);
}
