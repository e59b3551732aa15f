import type { ItemId } from '@rushgraph/contracts';
import type { Database, Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { stockGate } from '../db/schema.ts';
import type { Item } from '../item.ts';
import { loadLeft } from '../keep-stock/window/gate-rows.ts';
import { GateUnavailable } from '../keep-stock/window/gate-unavailable.ts';
import type { GateState, StockGate } from '../keep-stock/window/stock-gate.ts';

interface ShownStockDeps {
  readonly database: Database;
  /** Without one, what MySQL says is left. */
  readonly gate: StockGate | null;
  readonly now: () => Date;
}

/** How long nobody is asked whether there are gates, once there were none. */
const NO_GATES_MS = 1_000;

/**
 * The stock of items as it is now: where there is a gate, the row of an item lags behind by what windows have not counted.
 * The first gate of all is seen a second late.
 */
export function createShownStock({ database, gate, now }: ShownStockDeps) {
  let noGatesUntil = 0;

  async function loadGated(itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, number>> {
    if (now().getTime() < noGatesUntil) return new Map();
    if (!(await areThereGates(database))) {
      noGatesUntil = now().getTime() + NO_GATES_MS;
      return new Map();
    }
    const rows = await database.rows<Pick<Row<typeof stockGate>, 'item_id' | 'epoch' | 'state'>>(
      `SELECT item_id, epoch, state FROM stock_gate WHERE item_id IN (?) AND ${UNDRAINED}`,
      [itemIds],
    );
    const states = await readGate(
      gate,
      rows.map(({ item_id }) => item_id),
    );
    const shown = new Map<ItemId, number>();
    for (const { item_id, epoch, state } of rows) {
      const found = states.get(item_id);
      if (state === 'OPEN' && found?.isOpen && found.epoch === Number(epoch)) shown.set(item_id, found.quantity);
    }
    const rest = rows.map(({ item_id }) => item_id).filter((itemId) => !shown.has(itemId));
    return new Map([...shown, ...(await loadLeft(database, rest))]);
  }

  return async (items: readonly Item[]): Promise<readonly number[]> => {
    const gated = items.length === 0 ? new Map<ItemId, number>() : await loadGated(items.map(({ id }) => id));
    return items.map(({ id, stock }) => Math.max(0, gated.get(id) ?? stock));
  };
}

const UNDRAINED = "(reason IS NULL OR reason <> 'DRAINED')";

async function areThereGates(sql: Sql): Promise<boolean> {
  return (await sql.rows(`SELECT 1 FROM stock_gate WHERE ${UNDRAINED} LIMIT 1`)).length > 0;
}

/** A gate that cannot be asked is as good as none: what is shown then comes from MySQL. */
async function readGate(gate: StockGate | null, itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, GateState>> {
  if (gate === null) return new Map();
  try {
    return await gate.read(itemIds);
  } catch (error) {
    if (error instanceof GateUnavailable) return new Map();
    throw error;
  }
}
