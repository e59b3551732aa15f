import type { OrderId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import { addCheck } from '../db/order-checks.ts';
import { ORDER_COLUMNS, type OrderRow, orderOf } from '../db/order-rows.ts';
import { orders } from '../db/schema.ts';
import { storeLines } from '../db/stored-lines.ts';
import { type Order, type PendingOrder, unsoldLines } from '../order/order.ts';
import type { Placement } from '../order/placement.ts';

export interface NewOrder {
  readonly placement: Placement;
  readonly order: PendingOrder;
}

interface StoredOrder {
  readonly order: Order;
  readonly inputHash: string;
  /** False when an earlier request had placed it. */
  readonly isNew: boolean;
}

/** Orders that were asked for the first time, which most are, need not be read back. */
export type Expectation = 'all-new' | 'repeats';

const STORED_COLUMNS = `${ORDER_COLUMNS}, ${columnsOf(orders, 'inputHash', 'insertedBy')}`;
type StoredRow = OrderRow & PartOf<typeof orders, 'inputHash' | 'insertedBy'>;

/**
 * Inserts the orders that are not there yet and tells what is there now, new or not. The primary key decides who is
 * first; a rival that has inserted one but not committed is waited for. `insertion` is a fresh id for every attempt. Those
 * that are still pending at `dueAt` are looked at.
 * When all were expected to be new and one is not, the error is that of a duplicate key: roll back and come again expecting
 * repeats. Going on in the same transaction would hold a shared lock on the repeat, and two rivals that want more would
 * deadlock.
 */
export async function insertOrders(
  tx: Tx,
  placed: readonly NewOrder[],
  insertion: string,
  dueAt: Date,
  expectation: Expectation,
): Promise<Map<OrderId, StoredOrder>> {
  // In id order, so that two groups with common ids wait for each other instead of deadlocking.
  const sorted = [...placed].sort((left, right) => (left.order.id < right.order.id ? -1 : 1));
  const rows = rowsOf(sorted, insertion, dueAt);
  const [stored] = await Promise.all([
    expectation === 'all-new' ? insertNew(tx, sorted, rows) : insertMissing(tx, sorted, rows, insertion),
    addCheck(
      tx,
      sorted.map(({ order }) => order.id),
      dueAt,
    ),
  ]);
  return stored;
}

const NEW_COLUMNS = columnsOf(
  orders,
  'id',
  'userId',
  'status',
  'version',
  'inputHash',
  'insertedBy',
  'lineItems',
  'placedAt',
  'dueAt',
);
const INSERT = `INSERT INTO orders (${NEW_COLUMNS}) VALUES ?`;

/** Values in the order of `NEW_COLUMNS`. */
type NewRow = readonly unknown[];

function rowsOf(placed: readonly NewOrder[], insertion: string, dueAt: Date): NewRow[] {
  return placed.map(({ order, placement }) => [
    order.id,
    order.userId,
    order.status,
    order.version,
    placement.inputHash,
    insertion,
    storeLines(unsoldLines(placement.lines)),
    order.placedAt,
    dueAt,
  ]);
}

async function insertNew(tx: Tx, placed: readonly NewOrder[], rows: readonly NewRow[]) {
  await tx.run(INSERT, [rows]);
  return new Map<OrderId, StoredOrder>(
    placed.map(({ order, placement }) => [order.id, { order, inputHash: placement.inputHash, isNew: true }]),
  );
}

async function insertMissing(tx: Tx, placed: readonly NewOrder[], rows: readonly NewRow[], insertion: string) {
  await tx.run(`${INSERT} ON DUPLICATE KEY UPDATE id = id`, [rows]);
  const stored = await tx.rows<StoredRow>(`SELECT ${STORED_COLUMNS} FROM orders WHERE id IN (?)`, [
    placed.map(({ order }) => order.id),
  ]);
  return new Map<OrderId, StoredOrder>(
    stored.map((row) => [
      row.id,
      { order: orderOf(row), inputHash: row.input_hash, isNew: row.inserted_by === insertion },
    ]),
  );
}
