import type { ItemId } from '@rushgraph/contracts';
import type { Database, Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { stockGate, stockStrategy } from '../../db/schema.ts';
import { ALL_ITEMS, type Choice, lockChoices, type Strategy, writeChoice } from '../decide/strategies.ts';
import { IN_FLIGHT } from '../window/gate-rows.ts';

export type Scope = ItemId | typeof ALL_ITEMS;

interface ChangeOptions {
  readonly scope: Scope;
  readonly strategy: Strategy;
  /** The choice for all items when none was made yet. */
  readonly defaultStrategy: Strategy;
  readonly now: Date;
}

/**
 * Chooses the strategy of an item, or of all items without a choice of their own. While it is written nothing is decided.
 * To merge, lock or window it takes effect at once; where gates are open it is `next` until all that they have decided is
 * in the stock, and orders of these items wait. Answers the choice as it is now.
 */
export async function changeStrategy(
  database: Database,
  { scope, strategy, defaultStrategy, now }: ChangeOptions,
): Promise<Choice> {
  return database.transaction(async (tx) => {
    await lockChoices(tx, scope === ALL_ITEMS ? [] : [scope], defaultStrategy, now);
    const gates = strategy === 'window' ? [] : await loadUndrained(tx, scope);
    if (gates.length === 0) {
      const choice = { strategy, next: null };
      await writeChoice(tx, { ...choice, scope, now });
      return choice;
    }
    const choice = { strategy: 'window', next: strategy } as const;
    await writeChoice(tx, { ...choice, scope, now });
    // The epoch makes worthless what the gates in Redis go on to say.
    await tx.run(
      "UPDATE stock_gate SET state = 'CLOSED', epoch = epoch + 1, reason = 'DRAINING', changed_at = ? WHERE item_id IN (?)",
      [now, gates],
    );
    return choice;
  });
}

/** Ends every draining that is done, and answers whether some are not. */
export async function finishDrains(database: Database, defaultStrategy: Strategy, now: () => Date): Promise<boolean> {
  const draining = await database.rows<Pick<Row<typeof stockStrategy>, 'scope'>>(
    'SELECT scope FROM stock_strategy WHERE next IS NOT NULL',
  );
  let isDone = true;
  for (const { scope } of draining) {
    // Nothing is added to what is in flight, so what has landed has landed: it is looked up without holding anything.
    if ((await loadInFlight(database, scope)).length > 0) isDone = false;
    else await finishDrain(database, scope, defaultStrategy, now());
  }
  return isDone;
}

async function finishDrain(database: Database, scope: Scope, defaultStrategy: Strategy, now: Date): Promise<void> {
  await database.transaction(async (tx) => {
    const choiceOf = await lockChoices(tx, scope === ALL_ITEMS ? [] : [scope], defaultStrategy, now);
    const { next } = choiceOf(scope);
    if (next === null || (await loadInFlight(tx, scope)).length > 0) return;
    await writeChoice(tx, { scope, strategy: next, next: null, now });
    const gates = await loadUndrained(tx, scope);
    if (gates.length === 0) return;
    await tx.run("UPDATE stock_gate SET reason = 'DRAINED', changed_at = ? WHERE item_id IN (?)", [now, gates]);
  });
}

const UNDRAINED = "(stock_gate.reason IS NULL OR stock_gate.reason <> 'DRAINED')";

/** Gates of the scope that may have something in flight. */
async function loadUndrained(sql: Sql, scope: Scope): Promise<ItemId[]> {
  const { where, values } = within(scope);
  const rows = await sql.rows<Pick<Row<typeof stockGate>, 'item_id'>>(
    `SELECT item_id FROM stock_gate WHERE ${where} AND ${UNDRAINED} ORDER BY item_id`,
    values,
  );
  return rows.map(({ item_id }) => item_id);
}

/** Items of the scope with deltas that no window has written yet. */
export async function loadInFlight(sql: Sql, scope: Scope): Promise<ItemId[]> {
  const { where, values } = within(scope);
  const rows = await sql.rows<Pick<Row<typeof stockGate>, 'item_id'>>(
    `SELECT item_id FROM stock_gate JOIN item ON item.id = item_id WHERE ${where} AND ${UNDRAINED}
     AND (${IN_FLIGHT} <> 0
       OR EXISTS (SELECT 1 FROM stock_delta WHERE stock_delta.item_id = item.id AND stock_delta.state IN ('RECORDED', 'LATE')))`,
    values,
  );
  return rows.map(({ item_id }) => item_id);
}

function within(scope: Scope): { readonly where: string; readonly values: readonly unknown[] } {
  if (scope !== ALL_ITEMS) return { where: 'stock_gate.item_id = ?', values: [scope] };
  return {
    where: 'NOT EXISTS (SELECT 1 FROM stock_strategy WHERE stock_strategy.scope = stock_gate.item_id)',
    values: [],
  };
}
