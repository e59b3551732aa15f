import type { Snapshot } from '../snapshot.ts';

export interface OrderFacts {
  readonly orders: number;
  readonly pending: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly cancelled: number;
  /** PENDING for too long. */
  readonly overdue: number;
  readonly withoutLines: number;
  /** Sold, with a total that is not what its lines add up to. */
  readonly wrongTotal: number;
  /** Final without the moment at which it became so, or the other way round; rejected without a reason. */
  readonly unexplained: number;
  readonly strayLines: number;
}

/** The orders of the order service; those placed before `overdueBefore` should be final. */
export async function readOrders(order: Snapshot, overdueBefore: Date): Promise<OrderFacts> {
  const facts = await order.figures<Exclude<keyof OrderFacts, 'strayLines'>>(
    `SELECT COUNT(*) AS orders, SUM(status = 'PENDING') AS pending, SUM(status = 'CONFIRMED') AS confirmed,
       SUM(status = 'REJECTED') AS rejected, SUM(status = 'CANCELLED') AS cancelled,
       SUM(status = 'PENDING' AND placed_at < ?) AS overdue,
       SUM(NOT EXISTS (SELECT 1 FROM order_line WHERE order_id = orders.id)) AS withoutLines,
       SUM(status IN ('CONFIRMED', 'CANCELLED') AND NOT total_amount <=>
         (SELECT SUM(quantity * unit_price) FROM order_line WHERE order_id = orders.id)) AS wrongTotal,
       SUM((status = 'PENDING') <> (settled_at IS NULL) OR (status = 'REJECTED') <> (rejection_reason IS NOT NULL))
         AS unexplained
     FROM orders`,
    [overdueBefore],
  );
  const { strayLines } = await order.figures<'strayLines'>(
    `SELECT COUNT(*) AS strayLines FROM order_line WHERE NOT EXISTS (SELECT 1 FROM orders WHERE id = order_id)`,
  );
  return { ...facts, strayLines };
}
