import { deriveId, type ItemId, type OrderId, type UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { hashPlacement } from '@rushgraph/order/engines';

export const ITEMS = 100;
const STOCK = 100_000_000;

const itemIds = Array.from({ length: ITEMS }, (_, index) => deriveId<ItemId>('bench-item', String(index)));
/** Who place the orders. */
export const CUSTOMERS = 1_000;
const userIds = Array.from({ length: CUSTOMERS }, (_, index) => deriveId<UserId>('bench-user', String(index)));

/** The n-th order of a run: two lines over a hundred items, one piece each. */
export function placementOf(index: number) {
  const userId = one(userIds, index);
  const first = index * 7;
  const idempotencyKey = `key-${index}`;
  const lines = [first, first + 1 + (index % (ITEMS - 1))].map((item) => ({ itemId: one(itemIds, item), quantity: 1 }));
  return {
    id: deriveId<OrderId>('order', userId, idempotencyKey),
    userId,
    lines,
    inputHash: hashPlacement({ lines, idempotencyKey }),
    traceparent: undefined,
  };
}

function one<T>(things: readonly T[], index: number): T {
  const thing = things[index % things.length];
  if (thing === undefined) throw new RangeError('The list to choose from is empty');
  return thing;
}

/** Fills the item service's shelves. */
export async function shelve(database: Database): Promise<void> {
  const now = new Date();
  const rows = itemIds.map((id, index) => [id, `Item ${index}`, 1_000, 'KRW', STOCK, now]);
  await database.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES ?', [rows]);
}

/** Pieces that were taken from the shelves. */
export async function piecesTaken(database: Database): Promise<number> {
  const [row] = await database.rows<{ taken: string | number }>(`SELECT SUM(${STOCK} - stock) AS taken FROM item`);
  return Number(row?.taken ?? 0);
}
