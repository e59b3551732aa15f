import type { ItemId } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { stockLedger } from '../../db/schema.ts';

export interface LedgerEntry {
  readonly itemId: ItemId;
  /** Signed. */
  readonly quantity: number;
  readonly cause: 'REGISTER' | 'ORDER' | 'RELEASE' | 'WINDOW' | 'RESTOCK' | 'CORRECTION';
  readonly reference: string;
  readonly balanceAfter: number;
}

const LEDGER_COLUMNS = columnsOf(stockLedger, 'itemId', 'quantity', 'cause', 'reference', 'balanceAfter', 'createdAt');

/** Writes ledger rows in one statement. A change that was written before cannot be written again: its key is unique. */
export async function writeLedger(tx: Tx, entries: readonly LedgerEntry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ itemId, quantity, cause, reference, balanceAfter }) => [
    itemId,
    quantity,
    cause,
    reference,
    balanceAfter,
    now,
  ]);
  await tx.run(`INSERT INTO stock_ledger (${LEDGER_COLUMNS}) VALUES ?`, [rows]);
}

/**
 * Changes the stock of all these items by one guarded statement. The condition is inside the write: when an item has
 * less than is taken its row is not matched, and everything is rolled back and decided again.
 */
export async function moveStock(tx: Tx, entries: readonly LedgerEntry[]): Promise<void> {
  const totals = new Map<ItemId, number>();
  for (const { itemId, quantity } of entries) totals.set(itemId, (totals.get(itemId) ?? 0) + quantity);
  if (totals.size === 0) return;
  const sorted = [...totals].sort(([left], [right]) => (left < right ? -1 : 1));
  // Read from the changes to the items, by primary key: a scan of a small table would wait for rows that others hold, in
  // a circle. The collation is named because a plain text would be compared as utf8mb4, and no key could be used. One
  // JSON text is much less to parse than a SELECT for each item.
  const { affectedRows } = await tx.run(
    `UPDATE (SELECT CONVERT(id USING ascii) COLLATE ascii_bin AS id, quantity
       FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(26) PATH '$[0]', quantity INT PATH '$[1]')) AS change_of) AS moved
     STRAIGHT_JOIN item ON item.id = moved.id
     SET item.stock = item.stock + moved.quantity, item.version = item.version + 1 WHERE item.stock + moved.quantity >= 0`,
    [JSON.stringify(sorted)],
  );
  if (affectedRows !== sorted.length) throw new TryAgain('the stock has changed since it was read');
}
