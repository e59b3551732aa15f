import type { ItemId, OrderId, OrderReleased, StockDeltaCause, StockResult } from '@rushgraph/contracts';
import {
  asciiColumn,
  bigint,
  check,
  idColumn,
  index,
  instantColumn,
  int,
  json,
  mysqlTable,
  primaryKey,
  sql,
  unique,
  varchar,
} from '@rushgraph/database/tables';
import { findableColumns, findableIndexes } from '@rushgraph/finding/tables';

export { idempotencyKey } from '@rushgraph/database/tables';
export { itemSuffix, itemZone } from '@rushgraph/finding/tables';
export * from '@rushgraph/messaging/tables';
export * from '@rushgraph/streams/tables';

type Reserved = Extract<StockResult, { outcome: 'RESERVED' }>;
type Refused = Extract<StockResult, { outcome: 'REFUSED' }>;
/** How the stock of an item is kept. */
export type Strategy = 'merge' | 'lock' | 'window';

export const item = mysqlTable(
  'item',
  {
    ...findableColumns(),
    /** Grows with every change of stock: the optimistic check of the lock strategy. */
    version: bigint('version', { mode: 'number' }).notNull().default(0),
    /** Token of the last lock under which the stock was changed; an older holder cannot write. */
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
  },
  (table) => [
    ...findableIndexes(table),
    check('item_stock', sql.raw('stock >= 0')),
    check('item_price_amount', sql.raw('price_amount >= 0')),
  ],
);

/** Every change of stock, for ever: the stock of an item is the sum of its rows. */
export const stockLedger = mysqlTable(
  'stock_ledger',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    itemId: idColumn('item_id').$type<ItemId>().notNull(),
    /** Signed: negative when stock is taken. */
    quantity: int('quantity').notNull(),
    cause: varchar('cause', { length: 10 })
      .$type<'REGISTER' | 'ORDER' | 'RELEASE' | 'WINDOW' | 'RESTOCK' | 'CORRECTION'>()
      .notNull(),
    /** The order, or whatever else makes this change different from every other of its cause. */
    reference: asciiColumn('reference', { length: 160 }).notNull(),
    balanceAfter: int('balance_after').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    unique('stock_ledger_once').on(table.itemId, table.cause, table.reference),
    check(
      'stock_ledger_cause',
      sql.raw(`cause IN ('REGISTER', 'ORDER', 'RELEASE', 'WINDOW', 'RESTOCK', 'CORRECTION')`),
    ),
  ],
);

/** What was decided for an order: once, for ever. RELEASED means given up before its request came. */
export const reservation = mysqlTable(
  'reservation',
  {
    orderId: idColumn('order_id').$type<OrderId>().primaryKey(),
    outcome: varchar('outcome', { length: 8 }).$type<'RESERVED' | 'REFUSED' | 'RELEASED'>().notNull(),
    reason: varchar('reason', { length: 12 }).$type<Refused['reason']>(),
    /** As sold: name, quantity and unit price of each line. */
    lines: json('line_items').$type<Reserved['lines']>().notNull(),
    /** The items that could not be had. */
    itemIds: json('item_ids').$type<Refused['itemIds']>().notNull(),
    decidedAt: instantColumn('decided_at').notNull(),
    releasedAt: instantColumn('released_at'),
    releaseReason: varchar('release_reason', { length: 12 }).$type<OrderReleased['reason']>(),
  },
  () => [check('reservation_outcome', sql.raw(`outcome IN ('RESERVED', 'REFUSED', 'RELEASED')`))],
);

/** Which strategy keeps the stock of an item; `*` is the choice for all items without one of their own. */
export const stockStrategy = mysqlTable('stock_strategy', {
  scope: asciiColumn('scope', { length: 26 }).$type<ItemId | '*'>().primaryKey(),
  strategy: varchar('strategy', { length: 8 }).$type<Strategy>().notNull(),
  /** What is being changed to, while the gate drains. */
  next: varchar('next', { length: 8 }).$type<Strategy>(),
  changedAt: instantColumn('changed_at').notNull(),
});

/** The gates of the window strategy. What was decided under another epoch cannot be recorded. */
export const stockGate = mysqlTable(
  'stock_gate',
  {
    itemId: idColumn('item_id').$type<ItemId>().primaryKey(),
    state: varchar('state', { length: 8 }).$type<'OPEN' | 'CLOSED'>().notNull(),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    reason: varchar('reason', { length: 64 }),
    changedAt: instantColumn('changed_at').notNull(),
  },
  () => [check('stock_gate_state', sql.raw(`state IN ('OPEN', 'CLOSED')`))],
);

/** What gates have decided, for ever: less what the windows have written to the ledger, it is what is in flight. */
export const stockDelta = mysqlTable(
  'stock_delta',
  {
    itemId: idColumn('item_id').$type<ItemId>().notNull(),
    orderId: idColumn('order_id').$type<OrderId>().notNull(),
    cause: varchar('cause', { length: 8 }).$type<StockDeltaCause>().notNull(),
    /** Signed: negative when stock is taken. */
    quantity: int('quantity').notNull(),
    decidedAt: instantColumn('decided_at').notNull(),
    /** RECORDED, then COUNTED by a window; between them LATE when its own window was closed. Never back. */
    state: varchar('state', { length: 8 }).$type<'RECORDED' | 'LATE' | 'COUNTED'>().notNull().default('RECORDED'),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.orderId, table.cause] }),
    // What is in flight is found without reading what was counted.
    index('stock_delta_state').on(table.itemId, table.state),
    check('stock_delta_cause', sql.raw(`cause IN ('ORDER', 'RELEASE')`)),
    check('stock_delta_state', sql.raw(`state IN ('RECORDED', 'LATE', 'COUNTED')`)),
  ],
);

/** Results of windows that would have taken more than is there: they wait for what comes back to their item. */
export const stockParked = mysqlTable(
  'stock_parked',
  {
    itemId: idColumn('item_id').$type<ItemId>().notNull(),
    /** Id of the result. */
    reference: asciiColumn('reference', { length: 160 }).notNull(),
    /** Signed. */
    quantity: int('quantity').notNull(),
    parkedAt: instantColumn('parked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.reference] })],
);

/** Orders that could not be decided when their requests came: a row for each line, in the order in which they came. */
export const stockWaiting = mysqlTable(
  'stock_waiting',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    orderId: idColumn('order_id').$type<OrderId>().notNull(),
    itemId: idColumn('item_id').$type<ItemId>().notNull(),
    quantity: int('quantity').notNull(),
    /** Of the request. */
    traceparent: asciiColumn('traceparent', { length: 64 }),
    waitingSince: instantColumn('waiting_since').notNull(),
  },
  (table) => [
    unique('stock_waiting_line').on(table.orderId, table.itemId),
    index('stock_waiting_item').on(table.itemId),
  ],
);
