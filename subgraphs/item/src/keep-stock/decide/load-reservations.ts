import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { RefusalReason, Reservation, ReservedLine } from './reservation.ts';

interface ReservationRow {
  readonly order_id: OrderId;
  readonly outcome: Reservation['outcome'];
  readonly reason: RefusalReason | null;
  readonly line_items: readonly ReservedLine[];
  readonly item_ids: readonly ItemId[];
  readonly decided_at: Date;
  readonly released_at: Date | null;
}

/** What was decided for these orders; with `lock`, until the end of the transaction nobody else can release them. */
export async function loadReservations(
  sql: Sql,
  orderIds: readonly OrderId[],
  { lock = false } = {},
): Promise<ReadonlyMap<OrderId, Reservation>> {
  if (orderIds.length === 0) return new Map();
  const rows = await sql.rows<ReservationRow>(
    `SELECT order_id, outcome, reason, line_items, item_ids, decided_at, released_at FROM reservation
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
