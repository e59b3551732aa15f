import { randomUUID } from 'node:crypto';
import { deriveId, type ItemId, type OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { type StockRequest, writeLedger } from '@rushgraph/item/stock';
import { type BenchServers, root } from '../harness/bench-servers.ts';

export const ITEMS = 1_000;
/** More than any run can take. */
export const STOCK = 100_000_000;

/** Stores that remember orders have never heard of those of this run. */
const run = randomUUID();

export const items: readonly ItemId[] = Array.from({ length: ITEMS }, (_, index) =>
  deriveId<ItemId>('bench-item', String(index)),
);

/** A fresh database of the item service with full shelves. */
export async function openShelves(servers: BenchServers, name: string): Promise<Database> {
  const { database } = await servers.database(name, `${root}/subgraphs/item/migrations`);
  const now = new Date();
  await database.transaction(async (tx) => {
    const rows = items.map((id, index) => [id, `Item ${index}`, 1_000, 'KRW', STOCK, now]);
    await tx.run('INSERT INTO item (id, name, price_amount, price_currency, stock, created_at) VALUES ?', [rows]);
    await writeLedger(
      tx,
      items.map((id) => ({ itemId: id, quantity: STOCK, cause: 'REGISTER', reference: id, balanceAfter: STOCK })),
      now,
    );
  });
  return database;
}

/** The n-th request of a run: one piece, of one item of the first `spread`. */
export function requestOf(n: number, spread: number): StockRequest {
  const itemId = items[(n * 7_919) % spread];
  if (itemId === undefined) throw new RangeError(`There are only ${ITEMS} items`);
  return { orderId: deriveId<OrderId>('bench-order', run, String(n)), lines: [{ itemId, quantity: 1 }] };
}

/** Throws unless this many pieces have left the shelves. */
export async function expectTaken(database: Database, taken: number): Promise<void> {
  const [row] = await database.rows<{ gone: string }>(`SELECT SUM(${STOCK} - stock) AS gone FROM item`);
  if (Number(row?.gone) !== taken) throw new Error(`${row?.gone} pieces have left the shelves instead of ${taken}`);
}

/** Throws unless each item's stock is the sum of its ledger, with one reservation for each piece taken. */
export async function expectRecorded(database: Database, taken: number): Promise<void> {
  const [apart] = await database.rows<{ apart: number }>(
    `SELECT COUNT(*) AS apart FROM item
     LEFT JOIN (SELECT item_id, SUM(quantity) AS total FROM stock_ledger GROUP BY item_id) AS ledger ON item_id = id
     WHERE stock <> COALESCE(total, 0)`,
  );
  if (apart?.apart !== 0) throw new Error(`The stock of ${apart?.apart} items is not the sum of their ledger`);
  const [kept] = await database.rows<{ reserved: number }>(
    `SELECT COUNT(*) AS reserved FROM reservation WHERE outcome = 'RESERVED'`,
  );
  if (kept?.reserved !== taken) throw new Error(`${kept?.reserved} reservations for ${taken} pieces`);
}

/** Throws unless gates have recorded exactly this many pieces, with one reservation for each, and no stock has changed. */
export async function expectInFlight(database: Database, taken: number): Promise<void> {
  await expectTaken(database, 0);
  await expectRecorded(database, taken);
  const [row] = await database.rows<{ decided: string | null }>('SELECT SUM(-quantity) AS decided FROM stock_delta');
  if (Number(row?.decided ?? 0) !== taken) throw new Error(`${row?.decided} pieces in flight instead of ${taken}`);
}
