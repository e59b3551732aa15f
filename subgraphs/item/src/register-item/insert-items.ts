import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import { item as stored } from '../db/schema.ts';
import type { Item } from '../item.ts';
import { writeLedger } from '../keep-stock/decide/write-changes.ts';
import { foldName } from '../search-items/fold-text.ts';
import { holdZones, openZones } from '../search-items/hold-zones.ts';
import { writeSuffixes } from '../search-items/write-suffixes.ts';

const COLUMNS = columnsOf(stored, 'id', 'name', 'folded', 'priceAmount', 'priceCurrency', 'stock', 'createdAt');
const ROWS_AT_ONCE = 1_000;
/** More than this are not told to their zones one by one. */
const FEW = 20;

/**
 * Puts items into the catalogue: their rows, the ledger of their first stock, and all by which they are found. Answers
 * with their numbers. After many items at once the zones are open: whoever inserts them has them divided in the end.
 */
export async function insertItems(tx: Tx, items: readonly Item[], now: Date): Promise<ReadonlyMap<ItemId, number>> {
  const numbers = new Map<ItemId, number>();
  const named: { number: number; folded: string }[] = [];
  for (let start = 0; start < items.length; start += ROWS_AT_ONCE) {
    const chunk = items.slice(start, start + ROWS_AT_ONCE).map((item) => ({ ...item, folded: foldName(item.name) }));
    await insertRows(tx, chunk, now);
    const rows = await tx.rows<Pick<Row<typeof stored>, 'id' | 'number'>>(
      'SELECT id, number FROM item WHERE id IN (?)',
      [chunk.map(({ id }) => id)],
    );
    const folded = new Map(chunk.map((item) => [item.id, item.folded]));
    for (const { id, number } of rows) {
      numbers.set(id, number);
      named.push({ number, folded: folded.get(id) ?? '' });
    }
  }
  await writeSuffixes(tx, named);
  if (items.length > FEW) await openZones(tx);
  else for (const item of items) await holdZones(tx, item);
  return numbers;
}

async function insertRows(tx: Tx, items: readonly (Item & { readonly folded: string })[], now: Date): Promise<void> {
  await tx.run(`INSERT INTO item (${COLUMNS}) VALUES ?`, [
    items.map(({ id, name, folded, price, stock, createdAt }) => [
      id,
      name,
      Buffer.from(folded),
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
