import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { and, defineQuery, defineWrite, eq, given, sql } from '@rushgraph/database/query';
import { z } from 'zod';
import { loadItems, lockItems } from '../db/item-rows.ts';
import { item } from '../db/schema.ts';
import { MAX_STOCK } from '../item-input.ts';
import { holdChoices, type Strategy } from '../keep-stock/decide/strategies.ts';
import { writeLedger } from '../keep-stock/decide/write-changes.ts';
import { loadLeft, lockGateRow, writeGateRow } from '../keep-stock/window/gate-rows.ts';

export const stockMove = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('moved') }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('full') }),
  z.object({ kind: z.literal('insufficient'), available: z.int() }),
]);
export type StockMove = z.infer<typeof stockMove>;

interface Restock {
  readonly itemId: ItemId;
  /** Signed. */
  readonly quantity: number;
  readonly reference: string;
  readonly defaultStrategy: Strategy;
  readonly now: Date;
}

/** Guarded: takes no more than is there and not promised. */
const addToStock = defineWrite(
  { itemId: given<ItemId>(), quantity: given<number>(), promised: given<number>() },
  (builder, { itemId, quantity, promised }) =>
    builder
      .update(item)
      .set({ stock: sql`${item.stock} + ${quantity}`, version: sql`${item.version} + 1` })
      .where(
        and(
          eq(item.id, itemId),
          sql`${item.stock} + ${quantity} + ${promised} >= 0`,
          // What is released comes back even beyond the most that an item may be given, and can be taken from there.
          sql`${item.stock} + ${quantity} <= GREATEST(${item.stock}, ${MAX_STOCK})`,
        ),
      ),
);
const readStock = defineQuery({ itemId: given<ItemId>() }, (builder, { itemId }) =>
  builder.select({ stock: item.stock }).from(item).where(eq(item.id, itemId)),
);

/**
 * Changes one item's stock by one guarded statement, and writes the ledger beside it. What is promised by a gate and not
 * yet taken from the stock cannot be taken away. The gate gets a new epoch: until it is opened anew, with the new count, it
 * sells nothing.
 */
export async function moveStockBy(tx: Tx, restock: Restock): Promise<StockMove> {
  const { itemId, defaultStrategy, now } = restock;
  if (!(await loadItems(tx, [itemId])).has(itemId)) return { kind: 'not-found' };
  const { strategy, next } = (await holdChoices(tx, [itemId], defaultStrategy, now))(itemId);
  if (strategy !== 'window') return move(tx, restock, 0);

  const gate = await lockGateRow(tx, itemId, now);
  const stock = (await lockItems(tx, [itemId])).get(itemId)?.stock ?? 0;
  const left = (await loadLeft(tx, [itemId])).get(itemId) ?? stock;
  const moved = await move(tx, restock, Math.min(0, left - stock));
  if (moved.kind === 'moved' && next === null) {
    await writeGateRow(tx, { ...gate, itemId, epoch: gate.epoch + 1, reason: 'RESTOCK', now });
  }
  return moved;
}

/** `promised`: what gates have sold of the stock, as a negative number. */
async function move(tx: Tx, { itemId, quantity, reference, now }: Restock, promised: number): Promise<StockMove> {
  const { affectedRows } = await addToStock(tx, { itemId, quantity, promised: quantity < 0 ? promised : 0 });
  const [row] = await readStock(tx, { itemId });
  if (row === undefined) return { kind: 'not-found' };
  if (affectedRows === 0) {
    return quantity > 0 ? { kind: 'full' } : { kind: 'insufficient', available: Math.max(0, row.stock + promised) };
  }
  await writeLedger(tx, [{ itemId, quantity, cause: 'RESTOCK', reference, balanceAfter: row.stock }], now);
  return { kind: 'moved' };
}
