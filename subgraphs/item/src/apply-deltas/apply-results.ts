import type { Tx } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import { counter } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import { lockItems } from '../db/item-rows.ts';
import { stockParked } from '../db/schema.ts';
import { moveStock, writeLedger } from '../keep-stock/decide/write-changes.ts';
import { placeSums, type StockSum } from './place-sums.ts';

export interface ApplyResultsDeps {
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type SumRow = Pick<Row<typeof stockParked>, 'item_id' | 'reference' | 'quantity'>;

/**
 * Applies final results of windows to stock: one ledger row each, one guarded update per item. A result that is in the
 * ledger already changes nothing. One that would take more than is there is parked, for all to see, and tried again with
 * the next result of its item; stock is never clamped.
 */
export function createResultApplier({ now, logger, metrics: { registry } }: ApplyResultsDeps) {
  const results = counter(registry, 'stock_window_results_total', 'Results of stock windows', ['outcome']);

  return async (sums: readonly StockSum[], tx: Tx): Promise<void> => {
    const items = await lockItems(
      tx,
      sums.map(({ itemId }) => itemId),
    );
    const applied = await loadApplied(tx, sums);
    const waiting = await loadParked(tx, sums);
    const known = new Set([...applied, ...waiting].map(({ reference }) => reference));
    const fresh = sums.filter(({ reference }) => !known.has(reference));
    const stock = new Map([...items].map(([id, item]) => [id, item.stock]));
    const { entries, parked } = placeSums([...waiting, ...fresh], stock);

    const at = now();
    const released = entries.map(({ reference }) => reference);
    await removeParked(
      tx,
      waiting.filter(({ reference }) => released.includes(reference)),
    );
    const newlyParked = parked.filter(({ reference }) => !known.has(reference));
    await park(tx, newlyParked, at);
    await writeLedger(tx, entries, at);
    await moveStock(tx, entries);

    tx.onCommit(() => {
      results.inc({ outcome: 'applied' }, entries.length);
      results.inc({ outcome: 'repeated' }, sums.length - fresh.length);
      results.inc({ outcome: 'parked' }, newlyParked.length);
      for (const sum of newlyParked) {
        const available = stock.get(sum.itemId) ?? null;
        logger.error({ ...sum, available }, "a window's sum exceeds the stock; its result is parked");
      }
    });
  };
}

async function loadApplied(tx: Tx, sums: readonly StockSum[]): Promise<StockSum[]> {
  const rows = await tx.rows<SumRow>(
    `SELECT item_id, reference, quantity FROM stock_ledger FORCE INDEX (stock_ledger_once)
     WHERE item_id IN (?) AND cause = 'WINDOW' AND reference IN (?)`,
    [sums.map(({ itemId }) => itemId), sums.map(({ reference }) => reference)],
  );
  return rows.map(sumOf);
}

async function loadParked(tx: Tx, sums: readonly StockSum[]): Promise<StockSum[]> {
  const rows = await tx.rows<SumRow>(
    'SELECT item_id, reference, quantity FROM stock_parked WHERE item_id IN (?) ORDER BY parked_at, reference',
    [sums.map(({ itemId }) => itemId)],
  );
  return rows.map(sumOf);
}

async function park(tx: Tx, sums: readonly StockSum[], now: Date): Promise<void> {
  if (sums.length === 0) return;
  await tx.run(
    `INSERT INTO stock_parked (${columnsOf(stockParked, 'itemId', 'reference', 'quantity', 'parkedAt')}) VALUES ?`,
    [sums.map(({ itemId, reference, quantity }) => [itemId, reference, quantity, now])],
  );
}

async function removeParked(tx: Tx, sums: readonly StockSum[]): Promise<void> {
  if (sums.length === 0) return;
  await tx.run('DELETE FROM stock_parked WHERE (item_id, reference) IN (?)', [
    sums.map(({ itemId, reference }) => [itemId, reference]),
  ]);
}

function sumOf({ item_id: itemId, reference, quantity }: SumRow): StockSum {
  return { itemId, reference, quantity };
}
