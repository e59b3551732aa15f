import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { and, defineQuery, defineWrite, eq, given, isNull, sql } from '@rushgraph/database/query';
import type { Outbox } from '@rushgraph/messaging';
import { lockOrders } from '../db/load-orders.ts';
import { addCheck } from '../db/order-checks.ts';
import { orders } from '../db/schema.ts';
import { requestedEvent } from '../order/order-events.ts';
import { noRequests } from '../settle-order/find-orders.ts';
import { claimOverdue } from './claim-overdue.ts';
import type { OverdueOrders } from './overdue-orders.ts';

export interface OverdueRowsDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly settings: { readonly leaseMs: number; readonly batchSize: number };
}

const markRequestedAgain = defineWrite(
  { id: given<OrderId>(), now: given<Date>(), dueAt: given<Date>() },
  (builder, { id, now, dueAt }) =>
    builder
      .update(orders)
      .set({ requestedAgainAt: sql`${now}`, dueAt: sql`${dueAt}` })
      .where(and(eq(orders.id, id), eq(orders.status, 'PENDING'), isNull(orders.requestedAgainAt))),
);
const moveAhead = defineWrite({ id: given<OrderId>(), dueAt: given<Date>() }, (builder, { id, dueAt }) =>
  builder
    .update(orders)
    .set({ dueAt: sql`${dueAt}` })
    .where(and(eq(orders.id, id), eq(orders.status, 'PENDING'))),
);
const findInputHash = defineQuery({ id: given<OrderId>() }, (builder, { id }) =>
  builder.select({ inputHash: orders.inputHash }).from(orders).where(eq(orders.id, id)),
);

/** Overdue orders that have a row. */
export function overdueRows({ database, outbox, settings }: OverdueRowsDeps): OverdueOrders {
  return {
    claim: (now) => claimOverdue(database, now, settings.leaseMs, settings.batchSize),
    async requestAgain({ id }, dueAt, now) {
      await database.transaction(async (tx) => {
        const { affectedRows } = await markRequestedAgain(tx, { id, now, dueAt });
        if (affectedRows === 0) return;
        await addCheck(tx, [id], dueAt);
        const pending = (await lockOrders(tx, [id])).get(id);
        const [stored] = await findInputHash(tx, { id });
        if (pending === undefined || stored === undefined) throw new Error(`Order ${id} changed under its own lock`);
        await outbox.record(tx, [requestedEvent(pending, stored.inputHash, true, undefined)]);
      });
    },
    async leaveUntil({ id }, dueAt) {
      await database.transaction(async (tx) => {
        const { affectedRows } = await moveAhead(tx, { id, dueAt });
        if (affectedRows > 0) await addCheck(tx, [id], dueAt);
      });
    },
    lookup: noRequests,
  };
}
