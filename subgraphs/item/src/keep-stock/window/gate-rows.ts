import type { ItemId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { item, stockGate } from '../../db/schema.ts';

export type GateRow = Pick<Row<typeof stockGate>, 'state' | 'epoch'>;

/** What MySQL holds of these gates. `share`: nobody can open them anew before this transaction ends. */
export async function loadGateRows(
  sql: Sql,
  itemIds: readonly ItemId[],
  { share = false } = {},
): Promise<ReadonlyMap<ItemId, GateRow>> {
  if (itemIds.length === 0) return new Map();
  const rows = await sql.rows<Pick<Row<typeof stockGate>, 'item_id' | 'state' | 'epoch'>>(
    `SELECT item_id, state, epoch FROM stock_gate FORCE INDEX (PRIMARY) WHERE item_id IN (?) ORDER BY item_id
     ${share ? 'LOCK IN SHARE MODE' : ''}`,
    [[...new Set(itemIds)]],
  );
  return new Map(rows.map(({ item_id, state, epoch }) => [item_id, { state, epoch: Number(epoch) }]));
}

/** The row of one gate, made when it is missing: whoever has it waits for all that was decided under its epoch. */
export async function lockGateRow(tx: Tx, itemId: ItemId, now: Date): Promise<GateRow> {
  await tx.run(
    "INSERT INTO stock_gate (item_id, state, epoch, changed_at) VALUES (?, 'CLOSED', 0, ?) ON DUPLICATE KEY UPDATE item_id = item_id",
    [itemId, now],
  );
  const [row] = await tx.rows<GateRow>('SELECT state, epoch FROM stock_gate WHERE item_id = ? FOR UPDATE', [itemId]);
  if (row === undefined) throw new Error('A gate that was just written is not there');
  return { state: row.state, epoch: Number(row.epoch) };
}

/** Begins the next epoch of a gate. */
export async function writeGateRow(
  tx: Tx,
  gate: GateRow & { readonly itemId: ItemId; readonly reason: string; readonly now: Date },
): Promise<void> {
  await tx.run('UPDATE stock_gate SET state = ?, epoch = ?, reason = ?, changed_at = ? WHERE item_id = ?', [
    gate.state,
    gate.epoch,
    gate.reason,
    gate.now,
    gate.itemId,
  ]);
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
export async function loadLeft(sql: Sql, itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, number>> {
  if (itemIds.length === 0) return new Map();
  const rows = await sql.rows<Pick<Row<typeof item>, 'id'> & { left_over: string | number }>(
    `SELECT id, stock + ${IN_FLIGHT} AS left_over FROM item WHERE id IN (?)`,
    [itemIds],
  );
  return new Map(rows.map((row) => [row.id, Number(row.left_over)]));
}
