import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { foldName, makeFindable } from '@rushgraph/finding';
import { item as stored } from '../db/schema.ts';
import type { Item } from '../item.ts';
import { writeLedger } from '../keep-stock/decide/write-changes.ts';

const COLUMNS = columnsOf(stored, 'id', 'name', 'folded', 'priceAmount', 'priceCurrency', 'stock', 'createdAt');
const ROWS_AT_ONCE = 1_000;

/**
 * Puts items into the catalogue: their rows, the ledger of their first stock, and all by which they are found. Answers
 * with their numbers. After many items at once, whoever inserts them calls `divideOpenZones` in the end.
 */
export async function insertItems(tx: Tx, items: readonly Item[], now: Date): Promise<ReadonlyMap<ItemId, number>> {
  for (let start = 0; start < items.length; start += ROWS_AT_ONCE) {
    await insertRows(tx, items.slice(start, start + ROWS_AT_ONCE), now);
  }
  return makeFindable(tx, items);
}

async function insertRows(tx: Tx, items: readonly Item[], now: Date): Promise<void> {
  await tx.run(`INSERT INTO item (${COLUMNS}) VALUES ?`, [
    items.map(({ id, name, price, stock, createdAt }) => [
      id,
      name,
      Buffer.from(foldName(name)),
      price.amount,
      price.currency,
      stock,
      createdAt,
    ]),
  ]);
  await writeLedger(
    tx,
    items
      .filter(({ stock }) => stock > 0)
      .map(({ id, stock }) => ({ itemId: id, quantity: stock, cause: 'REGISTER', reference: id, balanceAfter: stock })),
    now,
  );
}
