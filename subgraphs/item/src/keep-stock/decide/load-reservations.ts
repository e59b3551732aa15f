import type { OrderId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { columnsOf, type Row } from '@rushgraph/database/query';
import { reservation } from '../../db/schema.ts';
import type { Reservation } from './reservation.ts';

const COLUMNS = columnsOf(reservation, 'orderId', 'outcome', 'reason', 'lines', 'itemIds', 'decidedAt', 'releasedAt');
type ReservationRow = Omit<Row<typeof reservation>, 'release_reason'>;

/** What was decided for these orders; with `lock`, until the end of the transaction nobody else can release them. */
export async function loadReservations(
  sql: Sql,
  orderIds: readonly OrderId[],
  { lock = false } = {},
): Promise<ReadonlyMap<OrderId, Reservation>> {
  if (orderIds.length === 0) return new Map();
  const rows = await sql.rows<ReservationRow>(
    `SELECT ${COLUMNS} FROM reservation
     WHERE order_id IN (?) ORDER BY order_id ${lock ? 'FOR UPDATE' : ''}`,
    [[...new Set(orderIds)].sort()],
  );
  return new Map(rows.map((row) => [row.order_id, reservationOf(row)]));
}

function reservationOf(row: ReservationRow): Reservation {
  const { order_id: orderId, decided_at: decidedAt } = row;
  switch (row.outcome) {
    case 'RESERVED':
      return { outcome: 'RESERVED', orderId, lines: row.line_items, decidedAt, releasedAt: row.released_at };
    case 'REFUSED':
      return { outcome: 'REFUSED', orderId, reason: row.reason ?? 'SOLD_OUT', itemIds: row.item_ids, decidedAt };
    case 'RELEASED':
      return { outcome: 'RELEASED', orderId, decidedAt };
  }
}
