import type { ItemId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import { defineQuery, defineWrite, eq, given, type Row, sql } from '@rushgraph/database/query';
import { type item, stockGate } from '../../db/schema.ts';

export type GateRow = Pick<Row<typeof stockGate>, 'state' | 'epoch'>;

/** What MySQL holds of these gates. `share`: nobody can open them anew before this transaction ends. */
export async function loadGateRows(
  through: Sql,
  itemIds: readonly ItemId[],
  { share = false } = {},
): Promise<ReadonlyMap<ItemId, GateRow>> {
  if (itemIds.length === 0) return new Map();
  const rows = await through.rows<Pick<Row<typeof stockGate>, 'item_id' | 'state' | 'epoch'>>(
    `SELECT item_id, state, epoch FROM stock_gate FORCE INDEX (PRIMARY) WHERE item_id IN (?) ORDER BY item_id
     ${share ? 'LOCK IN SHARE MODE' : ''}`,
    [[...new Set(itemIds)]],
  );
  return new Map(rows.map(({ item_id, state, epoch }) => [item_id, { state, epoch: Number(epoch) }]));
}

const makeShut = defineWrite({ itemId: given<ItemId>(), now: given<Date>() }, (builder, { itemId, now }) =>
  builder
    .insert(stockGate)
    .values({ itemId, state: 'CLOSED', epoch: 0, changedAt: now })
    .onDuplicateKeyUpdate({ set: { itemId: sql`item_id` } }),
);
const lockRow = defineQuery({ itemId: given<ItemId>() }, (builder, { itemId }) =>
  builder
    .select({ state: stockGate.state, epoch: stockGate.epoch })
    .from(stockGate)
    .where(eq(stockGate.itemId, itemId))
    .for('update'),
);
const writeRow = defineWrite(
  {
    itemId: given<ItemId>(),
    state: given<GateRow['state']>(),
    epoch: given<number>(),
    reason: given<string>(),
    now: given<Date>(),
  },
  (builder, { itemId, state, epoch, reason, now }) =>
    builder
      .update(stockGate)
      .set({ state: sql`${state}`, epoch: sql`${epoch}`, reason: sql`${reason}`, changedAt: sql`${now}` })
      .where(eq(stockGate.itemId, itemId)),
);

/** The row of one gate, made when it is missing: whoever has it waits for all that was decided under its epoch. */
export async function lockGateRow(tx: Tx, itemId: ItemId, now: Date): Promise<GateRow> {
  await makeShut(tx, { itemId, now });
  const [row] = await lockRow(tx, { itemId });
  if (row === undefined) throw new Error('A gate that was just written is missing');
  return row;
}

/** Begins the next epoch of a gate. */
export async function writeGateRow(
  tx: Tx,
  gate: GateRow & { readonly itemId: ItemId; readonly reason: string; readonly now: Date },
): Promise<void> {
  await writeRow(tx, gate);
}

/**
 * Pieces that gates have decided about and windows have not written yet, signed: what no window has counted, what is in an
 * open one, and what is parked. One transaction takes it from each to the next. What was written before is not read.
 */
export const IN_FLIGHT = `(COALESCE((SELECT SUM(quantity) FROM stock_delta FORCE INDEX (stock_delta_state)
      WHERE stock_delta.item_id = item.id AND stock_delta.state IN ('RECORDED', 'LATE')), 0)
  + COALESCE((SELECT SUM(CAST(aggregate AS SIGNED)) FROM stream_window
      WHERE topology = 'stock' AND window_key = CAST(item.id AS BINARY)), 0)
  + COALESCE((SELECT SUM(quantity) FROM stock_parked WHERE stock_parked.item_id = item.id), 0))`;

/**
 * What is really left of these items: the stock less what is still in flight. One statement, which sees one moment: a
 * window moves its sum from one term to the other.
 */
export async function loadLeft(through: Sql, itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, number>> {
  if (itemIds.length === 0) return new Map();
  const rows = await through.rows<Pick<Row<typeof item>, 'id'> & { left_over: string | number }>(
    `SELECT id, stock + ${IN_FLIGHT} AS left_over FROM item WHERE id IN (?)`,
    [itemIds],
  );
  return new Map(rows.map((row) => [row.id, Number(row.left_over)]));
}
