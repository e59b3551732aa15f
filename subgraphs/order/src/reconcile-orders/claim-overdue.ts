import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { OverdueOrder } from './decide-reconciliation.ts';

export interface ClaimedOrder extends OverdueOrder {
  readonly id: OrderId;
}

interface OverdueRow {
  readonly id: OrderId;
  readonly placed_at: Date;
  readonly requested_again_at: Date | null;
}

/**
 * Takes on up to `limit` overdue orders, the longest overdue first. They are due again when the lease ends, so an
 * instance that dies with them holds nothing up, and no lock is held while the item service is asked.
 */
export function claimOverdue(database: Database, now: Date, leaseMs: number, limit: number): Promise<ClaimedOrder[]> {
  return database.transaction(async (tx) => {
    const rows = await tx.rows<OverdueRow>(
      `SELECT id, placed_at, requested_again_at FROM orders WHERE due_at <= ?
       ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
      [now, limit],
    );
    if (rows.length === 0) return [];
    await tx.run('UPDATE orders SET due_at = ? WHERE id IN (?) AND due_at <= ?', [
      new Date(now.getTime() + leaseMs),
      rows.map(({ id }) => id),
      now,
    ]);
    return rows.map((row) => ({ id: row.id, placedAt: row.placed_at, requestedAgainAt: row.requested_again_at }));
  });
}
