import { idColumn } from '@rushgraph/database/tables';
import { sql } from 'drizzle-orm';
import { bigint, char, check, datetime, index, int, mysqlTable, unique, varchar } from 'drizzle-orm/mysql-core';

export * from '@rushgraph/messaging/tables';

const moment = (name: string) => datetime(name, { mode: 'date', fsp: 3 });

export const campaign = mysqlTable(
  'campaign',
  {
    id: idColumn('id').primaryKey(),
    name: varchar('name', { length: 100 }).notNull(),
    /** Minor units. */
    discountAmount: bigint('discount_amount', { mode: 'number' }).notNull(),
    currency: char('currency', { length: 3 }).notNull(),
    mode: varchar('mode', { length: 6 }).notNull(),
    quantity: int('quantity', { unsigned: true }).notNull(),
    /** Never more than `quantity`: the guarded update counts, the CHECK is the last line. */
    issued: int('issued', { unsigned: true }).notNull(),
    opensAt: moment('opens_at').notNull(),
    closesAt: moment('closes_at').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    // Read backwards, the latest to open first.
    index('campaign_opening').on(table.opensAt, table.id),
    check('campaign_not_over_issued', sql.raw('issued <= quantity')),
    check('campaign_closes_after_opening', sql.raw('opens_at < closes_at')),
    check('campaign_mode', sql.raw(`mode IN ('DIRECT', 'QUEUED')`)),
  ],
);

export const coupon = mysqlTable(
  'coupon',
  {
    /** Derived from campaign and customer. */
    id: idColumn('id').primaryKey(),
    campaignId: idColumn('campaign_id').notNull(),
    userId: idColumn('user_id').notNull(),
    status: varchar('status', { length: 7 }).notNull(),
    version: int('version', { unsigned: true }).notNull(),
    issuedAt: moment('issued_at').notNull(),
  },
  (table) => [
    unique('coupon_of_user').on(table.campaignId, table.userId),
    // Read backwards, newest first.
    index('coupons_of_user').on(table.userId, table.issuedAt, table.id),
    check('coupon_status', sql.raw(`status IN ('ISSUED', 'USED', 'EXPIRED')`)),
  ],
);
