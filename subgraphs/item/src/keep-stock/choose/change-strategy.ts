import type { ItemId } from '@rushgraph/contracts';
import type { Database, Sql } from '@rushgraph/database';
import {
  and,
  defineQuery,
  defineWrite,
  eq,
  given,
  isIn,
  isNotNull,
  isNull,
  ne,
  or,
  type Placeholder,
  sql,
} from '@rushgraph/database/query';
import { item, stockDelta, stockGate, stockStrategy } from '../../db/schema.ts';
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

/** The epoch makes worthless what the gates in Redis go on to say. */
const shutGates = defineWrite({ gates: given<readonly ItemId[]>(), now: given<Date>() }, (builder, { gates, now }) =>
  builder
    .update(stockGate)
    .set({ state: 'CLOSED', epoch: sql`${stockGate.epoch} + 1`, reason: 'DRAINING', changedAt: sql`${now}` })
    .where(isIn(stockGate.itemId, gates)),
);
const markDrained = defineWrite({ gates: given<readonly ItemId[]>(), now: given<Date>() }, (builder, { gates, now }) =>
  builder
    .update(stockGate)
    .set({ reason: 'DRAINED', changedAt: sql`${now}` })
    .where(isIn(stockGate.itemId, gates)),
);
const findDraining = defineQuery({}, (builder) =>
  builder.select({ scope: stockStrategy.scope }).from(stockStrategy).where(isNotNull(stockStrategy.next)),
);

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
    await shutGates(tx, { gates, now });
    return choice;
  });
}

/** Ends every draining that is done, and answers whether some are not. */
export async function finishDrains(database: Database, defaultStrategy: Strategy, now: () => Date): Promise<boolean> {
  let isDone = true;
  for (const { scope } of await findDraining(database, {})) {
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
    await markDrained(tx, { gates, now });
  });
}

const isUndrained = or(isNull(stockGate.reason), ne(stockGate.reason, 'DRAINED'));
/** Gates that a scope names: of one item, or of all items without a choice of their own. */
const isWithin = (scope: Placeholder) =>
  or(
    eq(stockGate.itemId, scope),
    sql`${scope} = ${ALL_ITEMS} AND NOT EXISTS (SELECT 1 FROM ${stockStrategy} WHERE ${stockStrategy.scope} = ${stockGate.itemId})`,
  );

const findUndrained = defineQuery({ scope: given<Scope>() }, (builder, { scope }) =>
  builder
    .select({ itemId: stockGate.itemId })
    .from(stockGate)
    .where(and(isWithin(scope), isUndrained))
    .orderBy(stockGate.itemId),
);
const findInFlight = defineQuery({ scope: given<Scope>() }, (builder, { scope }) =>
  builder
    .select({ itemId: stockGate.itemId })
    .from(stockGate)
    .innerJoin(item, eq(item.id, stockGate.itemId))
    .where(
      and(
        isWithin(scope),
        isUndrained,
        sql`(${sql.raw(IN_FLIGHT)} <> 0 OR EXISTS (SELECT 1 FROM ${stockDelta}
          WHERE ${stockDelta.itemId} = ${item.id} AND ${stockDelta.state} IN ('RECORDED', 'LATE')))`,
      ),
    ),
);

/** Gates of the scope that may have something in flight. */
async function loadUndrained(through: Sql, scope: Scope): Promise<ItemId[]> {
  return (await findUndrained(through, { scope })).map(({ itemId }) => itemId);
}

/** Items of the scope with deltas that no window has written yet. */
export async function loadInFlight(through: Sql, scope: Scope): Promise<ItemId[]> {
  return (await findInFlight(through, { scope })).map(({ itemId }) => itemId);
}
