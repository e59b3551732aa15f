import type { Snapshot } from '../snapshot/snapshot.ts';

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
}

/** The orders of the order service; those placed before `overdueBefore` should be final. */
export async function readOrders(order: Snapshot, overdueBefore: Date): Promise<OrderFacts> {
  const facts = await order.figures<Exclude<keyof OrderFacts, 'wrongTotal'>>(
    `SELECT COUNT(*) AS orders, SUM(status = 'PENDING') AS pending, SUM(status = 'CONFIRMED') AS confirmed,
       SUM(status = 'REJECTED') AS rejected, SUM(status = 'CANCELLED') AS cancelled,
       SUM(status = 'PENDING' AND placed_at < ?) AS overdue,
       SUM(JSON_LENGTH(line_items) = 0) AS withoutLines,
       SUM((status = 'PENDING') <> (settled_at IS NULL) OR (status = 'REJECTED') <> (rejection_reason IS NOT NULL))
         AS unexplained
     FROM orders`,
    [overdueBefore],
  );
  const { wrongTotal } = await order.figures<'wrongTotal'>(
    `SELECT COUNT(*) AS wrongTotal FROM (
       SELECT orders.id FROM orders LEFT JOIN JSON_TABLE(orders.line_items, '$[*]'
         COLUMNS (quantity INT PATH '$.quantity', price BIGINT PATH '$.unitPrice.amount')) AS line ON TRUE
       WHERE status IN ('CONFIRMED', 'CANCELLED')
       GROUP BY orders.id, total_amount HAVING NOT total_amount <=> SUM(quantity * price)) AS wrong`,
  );
  return { ...facts, wrongTotal };
}
