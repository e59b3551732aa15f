import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { OverdueOrder } from './decide-reconciliation.ts';
import { addCheck, takeChecks } from './order-checks.ts';

export interface ClaimedOrder extends OverdueOrder {
  readonly id: OrderId;
}

export interface Claim {
  readonly claimed: readonly ClaimedOrder[];
  /** Whether more may be due. */
  readonly more: boolean;
}

interface OverdueRow {
  readonly id: OrderId;
  readonly placed_at: Date;
  readonly requested_again_at: Date | null;
}

/** Nearly all orders that they name are settled: many are read for the few that are not. */
const CHECKS = 100;

/**
 * Takes on up to `limit` overdue orders, the longest overdue first. They are due again when the lease ends, so an
 * instance that dies with them holds nothing up, and no lock is held while the item service is asked.
 */
export function claimOverdue(database: Database, now: Date, leaseMs: number, limit: number): Promise<Claim> {
  return database.transaction(async (tx) => {
    const checks = await takeChecks(tx, now, CHECKS);
    const ids = [...new Set(checks.flatMap(({ order_ids }) => order_ids))].sort();
    if (ids.length === 0) return { claimed: [], more: false };
    // Final ones are not due, nor are those that another check names for later.
    const rows = await tx.rows<OverdueRow>(
      'SELECT id, placed_at, requested_again_at FROM orders WHERE id IN (?) AND due_at <= ? ORDER BY id FOR UPDATE',
      [ids, now],
    );
    const overdue = rows.toSorted((left, right) => left.placed_at.getTime() - right.placed_at.getTime());
    const claimed = overdue.slice(0, limit);
    const leaseEnd = new Date(now.getTime() + leaseMs);
    if (claimed.length > 0) await tx.run('UPDATE orders SET due_at = ? WHERE id IN (?)', [leaseEnd, idsOf(claimed)]);
    await addCheck(tx, idsOf(claimed), leaseEnd);
    await addCheck(tx, idsOf(overdue.slice(limit)), now);
    return {
      claimed: claimed.map((row) => ({
        id: row.id,
        placedAt: row.placed_at,
        requestedAgainAt: row.requested_again_at,
      })),
      more: checks.length === CHECKS || overdue.length > limit,
    };
  });
}

function idsOf(rows: readonly OverdueRow[]): OrderId[] {
  return rows.map(({ id }) => id);
}
