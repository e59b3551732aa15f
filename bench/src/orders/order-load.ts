import { deriveId, hashInput, type ItemId, type OrderId, type UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';

export const ITEMS = 100;
const STOCK = 100_000_000;

export const itemId = (index: number) => deriveId<ItemId>('bench-item', String(index));

/** The n-th order of a run: two lines over a hundred items, one piece each. */
export function placementOf(index: number) {
  const userId = deriveId<UserId>('bench-user', String(index % 1_000));
  const first = (index * 7) % ITEMS;
  const lines = [first, (first + 1 + (index % (ITEMS - 1))) % ITEMS].map((item) => ({
    itemId: itemId(item),
    quantity: 1,
  }));
  return {
    id: deriveId<OrderId>('order', userId, `key-${index}`),
    userId,
    lines,
    inputHash: hashInput(lines),
    traceparent: undefined,
  };
}

/** Fills the item service's shelves. */
export async function shelve(database: Database): Promise<void> {
  const now = new Date();
  const rows = Array.from({ length: ITEMS }, (_, index) => [itemId(index), `Item ${index}`, 1_000, 'KRW', STOCK, now]);
  await database.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES ?', [rows]);
}

/** Pieces that were taken from the shelves. */
export async function piecesTaken(database: Database): Promise<number> {
  const [row] = await database.rows<{ taken: string | number }>(`SELECT SUM(${STOCK} - stock) AS taken FROM item`);
  return Number(row?.taken ?? 0);
}
