import type { OrderId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';

/** Orders that are to be looked at together. */
export interface OrderCheck {
  readonly id: number;
  readonly order_ids: readonly OrderId[];
}

/** Has orders looked at when they are due. Each pending order is named by a check of the time that its row says. */
export async function addCheck(tx: Tx, ids: readonly OrderId[], dueAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.run('INSERT INTO order_check (due_at, order_ids) VALUES (?, ?)', [dueAt, JSON.stringify(ids)]);
}

/** Takes the checks that are due, oldest first, and nobody else is about to take. They are gone with the transaction. */
export async function takeChecks(tx: Tx, now: Date, limit: number): Promise<OrderCheck[]> {
  const checks = await tx.rows<OrderCheck>(
    'SELECT id, order_ids FROM order_check WHERE due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED',
    [now, limit],
  );
  if (checks.length > 0) await tx.run('DELETE FROM order_check WHERE id IN (?)', [checks.map(({ id }) => id)]);
  return checks;
}
