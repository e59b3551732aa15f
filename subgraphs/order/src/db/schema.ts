import type { ItemId, MoneyValue, OrderId, UserId } from '@rushgraph/contracts';
import {
  bigint,
  char,
  check,
  idColumn,
  index,
  instantColumn,
  int,
  json,
  mysqlTable,
  sql,
  varchar,
} from '@rushgraph/database/tables';
import type { RejectionReason } from '../order/order.ts';
import type { OrderStatus } from '../order/order-state.ts';
import type { StoredLine } from './stored-lines.ts';

export { idempotencyKey } from '@rushgraph/database/tables';
export * from '@rushgraph/messaging/tables';

export const orders = mysqlTable(
  'orders',
  {
    id: idColumn('id').$type<OrderId>().primaryKey(),
    userId: idColumn('user_id').$type<UserId>().notNull(),
    status: varchar('status', { length: 9 }).$type<OrderStatus>().notNull(),
    version: int('version', { unsigned: true }).notNull(),
    /** What was asked for under this idempotency key. */
    inputHash: char('input_hash', { length: 64 }).notNull(),
    /** The insertion that made the row: tells a new order from one that a repeated request found. */
    insertedBy: idColumn('inserted_by').notNull(),
    /** What was asked for, line by line; with name and price as sold once it is. One row is written instead of many. */
    lineItems: json('line_items').$type<readonly StoredLine[]>().notNull(),
    title: varchar('title', { length: 255 }),
    totalAmount: bigint('total_amount', { mode: 'number' }),
    currency: char('currency', { length: 3 }).$type<MoneyValue['currency']>(),
    placedAt: instantColumn('placed_at').notNull(),
    settledAt: instantColumn('settled_at'),
    rejectionReason: varchar('rejection_reason', { length: 16 }).$type<RejectionReason>(),
    rejectedItems: json('rejected_items').$type<readonly ItemId[]>(),
    /** When a PENDING order is looked at next, which a row of `order_check` names; moved ahead by whoever takes it on. Null once it is final. */
    dueAt: instantColumn('due_at'),
    requestedAgainAt: instantColumn('requested_again_at'),
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
    dueAt: instantColumn('due_at').notNull(),
    orderIds: json('order_ids').$type<readonly OrderId[]>().notNull(),
  },
  (table) => [index('order_check_due').on(table.dueAt)],
);

/** Stock results that came before their order. */
export const parkedResult = mysqlTable(
  'parked_result',
  {
    orderId: idColumn('order_id').$type<OrderId>().primaryKey(),
    result: json('result').notNull(),
    parkedAt: instantColumn('parked_at').notNull(),
  },
  (table) => [index('parked_result_age').on(table.parkedAt)],
);
