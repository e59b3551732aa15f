import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { MOST_STOCK } from '../item-input.ts';
import { writeLedger } from '../keep-stock/write-changes.ts';

export type StockMove =
  | { readonly kind: 'moved' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'full' }
  | { readonly kind: 'insufficient'; readonly available: number };

interface Restock {
  readonly itemId: ItemId;
  /** Signed. */
  readonly quantity: number;
  readonly reference: string;
  readonly now: Date;
}

/** Changes one item's stock by one guarded statement, and writes the ledger beside it. */
export async function moveStockBy(tx: Tx, { itemId, quantity, reference, now }: Restock): Promise<StockMove> {
  // What is released comes back even beyond the most that an item may be given, and can be taken from there.
  const { affectedRows } = await tx.run(
    'UPDATE item SET stock = stock + ? WHERE id = ? AND stock + ? >= 0 AND stock + ? <= GREATEST(stock, ?)',
    [quantity, itemId, quantity, quantity, MOST_STOCK],
  );
  const [row] = await tx.rows<{ stock: number }>('SELECT stock FROM item WHERE id = ?', [itemId]);
  if (row === undefined) return { kind: 'not-found' };
  if (affectedRows === 0) return quantity > 0 ? { kind: 'full' } : { kind: 'insufficient', available: row.stock };
  await writeLedger(tx, [{ itemId, quantity, cause: 'RESTOCK', reference, balanceAfter: row.stock }], now);
  return { kind: 'moved' };
}
