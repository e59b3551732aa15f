import { idColumn } from '@rushgraph/database/tables';
import { sql } from 'drizzle-orm';
import { bigint, char, check, datetime, index, int, json, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import type { StoredLine } from './stored-lines.ts';

export { idempotencyKey } from '@rushgraph/database/tables';
export * from '@rushgraph/messaging/tables';

export const orders = mysqlTable(
  'orders',
  {
    id: idColumn('id').primaryKey(),
    userId: idColumn('user_id').notNull(),
    status: varchar('status', { length: 9 }).notNull(),
    version: int('version', { unsigned: true }).notNull(),
    /** What was asked for under this idempotency key. */
    inputHash: char('input_hash', { length: 64 }).notNull(),
    /** The insertion that made the row: tells a new order from one that a repeated request found. */
    insertedBy: idColumn('inserted_by').notNull(),
    /** What was asked for, line by line; with name and price as sold once it is. One row is written instead of many. */
    lineItems: json('line_items').$type<readonly StoredLine[]>().notNull(),
    title: varchar('title', { length: 255 }),
    totalAmount: bigint('total_amount', { mode: 'number' }),
    currency: char('currency', { length: 3 }),
    placedAt: datetime('placed_at', { mode: 'date', fsp: 3 }).notNull(),
    settledAt: datetime('settled_at', { mode: 'date', fsp: 3 }),
    rejectionReason: varchar('rejection_reason', { length: 16 }),
    rejectedItems: json('rejected_items').$type<string[]>(),
    /** When a PENDING order is looked at next, which a row of `order_check` names; moved ahead by whoever takes it on. Null once it is final. */
    dueAt: datetime('due_at', { mode: 'date', fsp: 3 }),
    requestedAgainAt: datetime('requested_again_at', { mode: 'date', fsp: 3 }),
  },
  (table) => [
    // Read backwards: a customer's orders are listed newest first.
    index('orders_of_user').on(table.userId, table.placedAt, table.id),
    check('orders_status', sql.raw(`status IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED')`)),
    check('orders_pending_is_due', sql.raw(`(status = 'PENDING') = (due_at IS NOT NULL)`)),
  ],
);

/**
 * Orders to be looked at when they are still pending. One row for those that were placed together: nearly all of them are
 * settled long before, and an index of pending orders would change twice for each.
 */
export const orderCheck = mysqlTable(
  'order_check',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    dueAt: datetime('due_at', { mode: 'date', fsp: 3 }).notNull(),
    orderIds: json('order_ids').$type<readonly string[]>().notNull(),
  },
  (table) => [index('order_check_due').on(table.dueAt)],
);

/** Stock results that came before their order. */
export const parkedResult = mysqlTable(
  'parked_result',
  {
    orderId: idColumn('order_id').primaryKey(),
    result: json('result').notNull(),
    parkedAt: datetime('parked_at', { mode: 'date', fsp: 3 }).notNull(),
  },
  (table) => [index('parked_result_age').on(table.parkedAt)],
);
