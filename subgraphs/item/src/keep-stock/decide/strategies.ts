import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { defineQuery, defineWrite, given, ne, type Row, sql } from '@rushgraph/database/query';
import { type Strategy, stockStrategy } from '../../db/schema.ts';

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

const findOther = defineQuery({}, (builder) =>
  builder
    .select({ scope: stockStrategy.scope })
    .from(stockStrategy)
    .where(ne(stockStrategy.strategy, 'merge'))
    .limit(1),
);
const writeStrategy = defineWrite(
  {
    scope: given<ItemId | typeof ALL_ITEMS>(),
    strategy: given<Strategy>(),
    next: given<Strategy | null>(),
    now: given<Date>(),
  },
  (builder, { scope, strategy, next, now }) =>
    builder
      .insert(stockStrategy)
      .values({ scope, strategy, next, changedAt: now })
      .onDuplicateKeyUpdate({
        set: { strategy: sql`${strategy}`, next: sql`${next}`, changedAt: sql`${now}` },
      }),
);
const writeFirst = defineWrite({ strategy: given<Strategy>(), now: given<Date>() }, (builder, { strategy, now }) =>
  builder
    .insert(stockStrategy)
    .values({ scope: ALL_ITEMS, strategy, changedAt: now })
    .onDuplicateKeyUpdate({ set: { scope: sql`scope` } }),
);

/**
 * The choices for these items, which nobody can change until the transaction ends: every change takes the row of all
 * items for itself first. So a batch commits under the choice that it was decided under, and nothing is ever cached.
 * `defaultStrategy` is the choice for all items when none was made yet; it is then made.
 */
export async function holdChoices(through: Sql, itemIds: readonly ItemId[], defaultStrategy: Strategy, now: Date) {
  const rows = await selectChoices(through, itemIds, 'LOCK IN SHARE MODE');
  if (rows.some(({ scope }) => scope === ALL_ITEMS)) return choiceOf(rows);
  await makeFirstChoice(through, defaultStrategy, now);
  return choiceOf(await selectChoices(through, itemIds, 'LOCK IN SHARE MODE'));
}

/** The same for whoever changes a choice: nothing is decided meanwhile. */
export async function lockChoices(through: Sql, itemIds: readonly ItemId[], defaultStrategy: Strategy, now: Date) {
  await makeFirstChoice(through, defaultStrategy, now);
  return choiceOf(await selectChoices(through, itemIds, 'FOR UPDATE'));
}

/** Makes the first choice for all items, unless there is one; answers how these are kept now. */
export async function beginChoices(through: Sql, defaultStrategy: Strategy, now: Date): Promise<Choice> {
  await makeFirstChoice(through, defaultStrategy, now);
  return choiceOf(await selectChoices(through, [], ''))(ALL_ITEMS);
}

/** Whether any item is kept by a strategy that cannot do without Redis. */
export async function isRedisNeeded(through: Sql): Promise<boolean> {
  return (await findOther(through, {})).length > 0;
}

/** Makes a choice, or changes it. */
export async function writeChoice(
  through: Sql,
  { scope, strategy, next, now }: Choice & { readonly scope: ItemId | typeof ALL_ITEMS; readonly now: Date },
): Promise<void> {
  await writeStrategy(through, { scope, strategy, next, now });
}

async function makeFirstChoice(through: Sql, defaultStrategy: Strategy, now: Date): Promise<void> {
  await writeFirst(through, { strategy: defaultStrategy, now });
}

/** The row of all items comes first in the order of the key, and is locked first. */
function selectChoices(through: Sql, itemIds: readonly ItemId[], lock: 'LOCK IN SHARE MODE' | 'FOR UPDATE' | '') {
  return through.rows<ChoiceRow>(
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
