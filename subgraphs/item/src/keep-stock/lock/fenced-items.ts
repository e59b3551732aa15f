import type { ItemId } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import { ITEM_COLUMNS, type ItemRow, itemOf } from '@rushgraph/finding';
import { item as stored } from '../../db/schema.ts';
import type { Item } from '../../item.ts';
import type { LedgerEntry } from '../decide/write-changes.ts';
import type { Tokens } from './item-locks.ts';

/** An item as it was read, without a lock on its row. */
export interface FencedItem {
  readonly item: Item;
  /** Grows with every change of the stock, by whichever strategy. */
  readonly version: number;
  /** The greatest token under which the stock was changed. */
  readonly fence: number;
}

type FencedRow = ItemRow & Pick<Row<typeof stored>, 'version' | 'fence'>;
const COLUMNS = `${ITEM_COLUMNS}, ${columnsOf(stored, 'version', 'fence')}`;

export async function loadFenced(tx: Tx, ids: Iterable<ItemId>): Promise<ReadonlyMap<ItemId, FencedItem>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const rows = await tx.rows<FencedRow>(`SELECT ${COLUMNS} FROM item WHERE id IN (?)`, [unique]);
  return new Map(
    rows.map((row) => [row.id, { item: itemOf(row), version: Number(row.version), fence: Number(row.fence) }]),
  );
}

/**
 * Changes the stock of each item by a guarded statement of its own, all in one packet: only of an item that is as it was
 * read, and was not changed under a later lock. Otherwise everything is rolled back and decided again.
 */
export async function moveFenced(
  tx: Tx,
  entries: readonly LedgerEntry[],
  fenced: ReadonlyMap<ItemId, FencedItem>,
  tokens: Tokens,
): Promise<void> {
  const totals = new Map<ItemId, number>();
  for (const { itemId, quantity } of entries) totals.set(itemId, (totals.get(itemId) ?? 0) + quantity);
  const sorted = [...totals].sort(([left], [right]) => (left < right ? -1 : 1));
  const moved = await Promise.all(
    sorted.map(([itemId, quantity]) => {
      const token = tokens.get(itemId);
      const version = fenced.get(itemId)?.version;
      if (token === undefined || version === undefined) throw new Error(`Item ${itemId} was not locked and read`);
      return tx.run(
        `UPDATE item SET stock = stock + ?, version = version + 1, fence = ?
         WHERE id = ? AND version = ? AND fence <= ? AND stock >= ?`,
        [quantity, token, itemId, version, token, -quantity],
      );
    }),
  );
  if (moved.some(({ affectedRows }) => affectedRows !== 1)) throw new TryAgain('an item has changed since it was read');
}
