import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { lockOrders } from '../db/load-orders.ts';
import { addCheck } from '../db/order-checks.ts';
import { requestedEvent } from '../order/order-events.ts';
import { noRequests } from '../settle-order/find-orders.ts';
import { claimOverdue } from './claim-overdue.ts';
import type { OverdueOrders } from './overdue-orders.ts';

export interface OverdueRowsDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly settings: { readonly leaseMs: number; readonly batchSize: number };
}

/** Overdue orders that have a row. */
export function overdueRows({ database, outbox, settings }: OverdueRowsDeps): OverdueOrders {
  return {
    claim: (now) => claimOverdue(database, now, settings.leaseMs, settings.batchSize),
    async requestAgain({ id }, dueAt, now) {
      await database.transaction(async (tx) => {
        const { affectedRows } = await tx.run(
          `UPDATE orders SET requested_again_at = ?, due_at = ?
           WHERE id = ? AND status = 'PENDING' AND requested_again_at IS NULL`,
          [now, dueAt, id],
        );
        if (affectedRows === 0) return;
        await addCheck(tx, [id], dueAt);
        const pending = (await lockOrders(tx, [id])).get(id);
        const [stored] = await tx.rows<{ input_hash: string }>('SELECT input_hash FROM orders WHERE id = ?', [id]);
        if (pending === undefined || stored === undefined) throw new Error(`Order ${id} changed under its own lock`);
        await outbox.record(tx, [requestedEvent(pending, stored.input_hash, true, undefined)]);
      });
    },
    async leaveUntil({ id }, dueAt) {
      await database.transaction(async (tx) => {
        const update = `UPDATE orders SET due_at = ? WHERE id = ? AND status = 'PENDING'`;
        const { affectedRows } = await tx.run(update, [dueAt, id]);
        if (affectedRows > 0) await addCheck(tx, [id], dueAt);
      });
    },
    lookup: noRequests,
  };
}
