import type { Sql } from '@rushgraph/database';
import { defineQuery, eq } from '@rushgraph/database/query';
import { item, stockStrategy } from '../../db/schema.ts';
import type { Choice } from '../decide/strategies.ts';
import type { Scope } from './change-strategy.ts';

export interface ListedChoice extends Choice {
  readonly scope: Scope;
  /** Of the item; null for all items without a choice of their own. */
  readonly name: string | null;
  /** When it was made, or its draining was begun. */
  readonly changedAt: Date;
}

const findChoices = defineQuery({}, (builder) =>
  builder
    .select({
      scope: stockStrategy.scope,
      name: item.name,
      strategy: stockStrategy.strategy,
      next: stockStrategy.next,
      changedAt: stockStrategy.changedAt,
    })
    .from(stockStrategy)
    .leftJoin(item, eq(item.id, stockStrategy.scope))
    .orderBy(stockStrategy.scope),
);

/** Every choice that was made, that for all items first. */
export function listChoices(sql: Sql): Promise<ListedChoice[]> {
  return findChoices(sql, {});
}
