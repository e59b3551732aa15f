import type { OrderId } from '@rushgraph/contracts';
import { isDuplicateKey, TryAgain, type Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { reservation } from '../../db/schema.ts';
import type { Reservation } from './reservation.ts';
import type { StockRelease } from './stock-keeper.ts';

/** Records what was decided. */
export async function writeReservations(tx: Tx, reservations: readonly Reservation[]): Promise<void> {
  await insert(
    tx,
    columnsOf(reservation, 'orderId', 'outcome', 'reason', 'lines', 'itemIds', 'decidedAt'),
    reservations.map((one) => [
      one.orderId,
      one.outcome,
      one.outcome === 'REFUSED' ? one.reason : null,
      JSON.stringify(one.outcome === 'RESERVED' ? one.lines : []),
      JSON.stringify(one.outcome === 'REFUSED' ? one.itemIds : []),
      one.decidedAt,
    ]),
  );
}

/** Records that these orders were given up before they were decided. */
export async function writeMarks(tx: Tx, marked: readonly StockRelease[], now: Date): Promise<void> {
  await insert(
    tx,
    columnsOf(reservation, 'orderId', 'outcome', 'lines', 'itemIds', 'decidedAt', 'releasedAt', 'releaseReason'),
    marked.map(({ orderId, reason }) => [orderId, 'RELEASED', '[]', '[]', now, now, reason]),
  );
}

/** Records that these orders hold nothing any more. A rival that has released one of them meanwhile is found by doing it again. */
export async function writeReleases(tx: Tx, released: readonly StockRelease[], now: Date): Promise<void> {
  for (const [reason, orders = []] of Map.groupBy(released, ({ reason }) => reason)) {
    const { affectedRows } = await tx.run(
      'UPDATE reservation SET released_at = ?, release_reason = ? WHERE order_id IN (?) AND released_at IS NULL',
      [now, reason, orders.map(({ orderId }) => orderId).sort()],
    );
    if (affectedRows !== orders.length) throw new TryAgain('an order was released meanwhile');
  }
}

type Row = readonly [orderId: OrderId, ...values: unknown[]];

/** Inserts in the order of the ids. */
async function insert(tx: Tx, columns: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort(([left], [right]) => (left < right ? -1 : 1));
  await unlessDecided(tx.run(`INSERT INTO reservation (${columns}) VALUES ?`, [sorted]));
}

/** What writes reservations and perhaps more. An order that a rival has decided meanwhile is decided again, and found then. */
export async function unlessDecided<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (isDuplicateKey(error)) throw new TryAgain('an order was decided meanwhile', { cause: error });
    throw error;
  }
}
