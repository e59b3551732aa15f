import { type OrderId, type StockResult, stockResult } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf, defineWrite, given, isIn, type Row } from '@rushgraph/database/query';
import { parkedResult } from '../db/schema.ts';

const COLUMNS = columnsOf(parkedResult);

export interface ParkedResult {
  readonly result: StockResult;
  readonly parkedAt: Date;
}

/** Keeps results until their orders arrive; the first result of an order stays. */
export async function parkResults(tx: Tx, results: readonly StockResult[], now: Date): Promise<void> {
  if (results.length === 0) return;
  const rows = [...results]
    .sort((left, right) => (left.orderId < right.orderId ? -1 : 1))
    .map((result) => [result.orderId, JSON.stringify(result), now]);
  await tx.run(`INSERT INTO parked_result (${COLUMNS}) VALUES ? ON DUPLICATE KEY UPDATE order_id = order_id`, [rows]);
}

/** What is parked for these orders, locked until the transaction ends. Lock the orders first. */
export async function lockParkedResults(tx: Tx, ids: readonly OrderId[]): Promise<ParkedResult[]> {
  if (ids.length === 0) return [];
  // Nearly always nothing is parked at all. What is parked a moment later is joined by the sweep, with or without this.
  const [any] = await tx.rows('SELECT 1 AS present FROM parked_result LIMIT 1');
  if (any === undefined) return [];
  const rows = await tx.rows<Row<typeof parkedResult>>(
    `SELECT ${COLUMNS} FROM parked_result WHERE order_id IN (?) ORDER BY order_id FOR UPDATE`,
    [ids],
  );
  return rows.map((row) => ({ result: stockResult.schema.parse(row.result), parkedAt: row.parked_at }));
}

const remove = defineWrite({ ids: given<readonly OrderId[]>() }, (builder, { ids }) =>
  builder.delete(parkedResult).where(isIn(parkedResult.orderId, ids)),
);

/** Takes parked results away once they are dealt with. */
export async function removeParkedResults(tx: Tx, ids: readonly OrderId[]): Promise<void> {
  if (ids.length > 0) await remove(tx, { ids });
}
