import type { OrderId } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import { addCheck, addChecks, lockDueChecks, type OrderCheck, removeChecks } from '../db/order-checks.ts';
import { orders } from '../db/schema.ts';
import type { Claim, OverdueOrder } from './overdue-orders.ts';

const COLUMNS = columnsOf(orders, 'id', 'placedAt', 'requestedAgainAt');
type OverdueRow = PartOf<typeof orders, 'id' | 'placedAt' | 'requestedAgainAt'>;

/**
 * Takes on up to `limit` overdue orders, the longest overdue first. They are due again when the lease ends, so an
 * instance that dies with them holds nothing up, and no lock is held while the item service is asked. The work of one
 * claim is bounded, and does not grow with the number of overdue orders.
 */
export function claimOverdue(
  database: Database,
  now: Date,
  leaseMs: number,
  limit: number,
): Promise<Claim<OverdueOrder>> {
  return database.transaction(async (tx) => {
    const { checks, more } = await lockDueChecks(tx, now);
    const overdue = await lockOverdue(tx, checks, now);
    const claimed: OverdueRow[] = [];
    const ended: OrderCheck[] = [];
    const rest: { readonly ids: OrderId[]; readonly dueAt: Date }[] = [];
    for (const check of checks) {
      const left: OrderId[] = [];
      for (const id of check.order_ids) {
        const row = overdue.get(id);
        // Another check may name it, too.
        overdue.delete(id);
        if (row === undefined) continue;
        if (claimed.length < limit) claimed.push(row);
        else left.push(id);
      }
      // What is left over is named anew in pieces of one claim each, so that no claim reads all of it once more.
      const isPiece = check.order_ids.length <= limit && left.length === check.order_ids.length;
      if (isPiece) continue;
      ended.push(check);
      rest.push({ ids: left, dueAt: check.due_at });
    }
    await removeChecks(tx, ended);
    await addChecks(tx, rest, limit);
    await moveAhead(tx, claimed, new Date(now.getTime() + leaseMs));
    return {
      claimed: claimed.map((row) => ({
        id: row.id,
        placedAt: row.placed_at,
        requestedAgainAt: row.requested_again_at,
      })),
      more: more || claimed.length === limit,
    };
  });
}

/** Those of the named orders that are overdue. Final ones are not, nor are those that another check names for later. */
async function lockOverdue(tx: Tx, checks: readonly OrderCheck[], now: Date): Promise<Map<OrderId, OverdueRow>> {
  const ids = [...new Set(checks.flatMap(({ order_ids }) => order_ids))].sort();
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<OverdueRow>(
    `SELECT ${COLUMNS} FROM orders WHERE id IN (?) AND due_at <= ? ORDER BY id FOR UPDATE`,
    [ids, now],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function moveAhead(tx: Tx, rows: readonly OverdueRow[], dueAt: Date): Promise<void> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.run('UPDATE orders SET due_at = ? WHERE id IN (?)', [dueAt, ids]);
  await addCheck(tx, ids, dueAt);
}
