import type { Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { stockStrategy } from '../../db/schema.ts';
import type { Choice } from '../decide/strategies.ts';
import type { Scope } from './change-strategy.ts';

export interface ListedChoice extends Choice {
  readonly scope: Scope;
  /** Of the item; null for all items without a choice of their own. */
  readonly name: string | null;
  /** When it was made, or its draining was begun. */
  readonly changedAt: Date;
}

/** Every choice that was made, that for all items first. */
export async function listChoices(sql: Sql): Promise<ListedChoice[]> {
  const rows = await sql.rows<Row<typeof stockStrategy> & { readonly name: string | null }>(
    `SELECT scope, name, strategy, next, changed_at FROM stock_strategy LEFT JOIN item ON item.id = scope ORDER BY scope`,
  );
  return rows.map(({ scope, name, strategy, next, changed_at: changedAt }) => ({
    scope,
    name,
    strategy,
    next,
    changedAt,
  }));
}
