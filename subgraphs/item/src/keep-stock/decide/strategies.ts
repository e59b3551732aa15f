import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { Strategy, stockStrategy } from '../../db/schema.ts';

export type { Strategy } from '../../db/schema.ts';
export const strategies = ['merge', 'lock', 'window'] as const satisfies readonly Strategy[];

/** All items without a choice of their own. */
export const ALL_ITEMS = '*';

export interface Choice {
  readonly strategy: Strategy;
  /** What its gates are being drained for: until then nothing is decided. */
  readonly next: Strategy | null;
}

type ChoiceRow = Pick<Row<typeof stockStrategy>, 'scope' | 'strategy' | 'next'>;

/** How the stock of an item, or of all without a choice of their own, is kept. */
export type ChoiceOf = (scope: ItemId | typeof ALL_ITEMS) => Choice;

/**
 * The choices for these items, which nobody can change until the transaction ends: every change takes the row of all
 * items for itself first. So a batch commits under the choice that it was decided under, and nothing is ever cached.
 * `defaultStrategy` is the choice for all items when none was made yet; it is then made.
 */
export async function holdChoices(sql: Sql, itemIds: readonly ItemId[], defaultStrategy: Strategy, now: Date) {
  const rows = await selectChoices(sql, itemIds, 'LOCK IN SHARE MODE');
  if (rows.some(({ scope }) => scope === ALL_ITEMS)) return choiceOf(rows);
  await makeFirstChoice(sql, defaultStrategy, now);
  return choiceOf(await selectChoices(sql, itemIds, 'LOCK IN SHARE MODE'));
}

/** The same for whoever changes a choice: nothing is decided meanwhile. */
export async function lockChoices(sql: Sql, itemIds: readonly ItemId[], defaultStrategy: Strategy, now: Date) {
  await makeFirstChoice(sql, defaultStrategy, now);
  return choiceOf(await selectChoices(sql, itemIds, 'FOR UPDATE'));
}

/** Makes the first choice for all items, unless there is one; answers how these are kept now. */
export async function beginChoices(sql: Sql, defaultStrategy: Strategy, now: Date): Promise<Choice> {
  await makeFirstChoice(sql, defaultStrategy, now);
  return choiceOf(await selectChoices(sql, [], ''))(ALL_ITEMS);
}

/** Whether any item is kept by a strategy that cannot do without Redis. */
export async function isRedisNeeded(sql: Sql): Promise<boolean> {
  return (await sql.rows("SELECT 1 FROM stock_strategy WHERE strategy <> 'merge' LIMIT 1")).length > 0;
}

export async function writeChoice(
  sql: Sql,
  { scope, strategy, next, now }: Choice & { readonly scope: string; readonly now: Date },
): Promise<void> {
  await sql.run(
    `INSERT INTO stock_strategy (scope, strategy, next, changed_at) VALUES (?) ON DUPLICATE KEY UPDATE
     strategy = ?, next = ?, changed_at = ?`,
    [[scope, strategy, next, now], strategy, next, now],
  );
}

async function makeFirstChoice(sql: Sql, defaultStrategy: Strategy, now: Date): Promise<void> {
  await sql.run(
    'INSERT INTO stock_strategy (scope, strategy, changed_at) VALUES (?) ON DUPLICATE KEY UPDATE scope = scope',
    [[ALL_ITEMS, defaultStrategy, now]],
  );
}

/** The row of all items comes first in the order of the key, and is locked first. */
function selectChoices(sql: Sql, itemIds: readonly ItemId[], lock: 'LOCK IN SHARE MODE' | 'FOR UPDATE' | '') {
  return sql.rows<ChoiceRow>(
    `SELECT scope, strategy, next FROM stock_strategy FORCE INDEX (PRIMARY) WHERE scope IN (?) ORDER BY scope ${lock}`,
    [[ALL_ITEMS, ...new Set(itemIds)]],
  );
}

function choiceOf(rows: readonly ChoiceRow[]): ChoiceOf {
  const byScope = new Map<string, Choice>(rows.map((row) => [row.scope, row]));
  const all = byScope.get(ALL_ITEMS);
  if (all === undefined) throw new Error('The row of all items has vanished from stock_strategy');
  return (scope) => byScope.get(scope) ?? all;
}
