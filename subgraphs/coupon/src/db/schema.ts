import type { CampaignId, CouponId, MoneyValue, UserId } from '@rushgraph/contracts';
import {
  asciiColumn,
  bigint,
  char,
  check,
  idColumn,
  index,
  instantColumn,
  int,
  mysqlTable,
  sql,
  unique,
  varchar,
} from '@rushgraph/database/tables';
import type { CampaignMode } from '../campaign.ts';
import type { CouponStatus } from '../coupon.ts';

export * from '@rushgraph/messaging/tables';

export const campaign = mysqlTable(
  'campaign',
  {
    id: idColumn('id').$type<CampaignId>().primaryKey(),
    name: varchar('name', { length: 100 }).notNull(),
    /** Minor units. */
    discountAmount: bigint('discount_amount', { mode: 'number' }).notNull(),
    currency: char('currency', { length: 3 }).$type<MoneyValue['currency']>().notNull(),
    mode: varchar('mode', { length: 6 }).$type<CampaignMode>().notNull(),
    quantity: int('quantity', { unsigned: true }).notNull(),
    /** Never more than `quantity`: the guarded update counts, the CHECK is the last line. */
    issued: int('issued', { unsigned: true }).notNull(),
    opensAt: instantColumn('opens_at').notNull(),
    closesAt: instantColumn('closes_at').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** Grows whenever the queue in Redis is rebuilt: who read issues from the queue before that writes no more. */
    queueEpoch: int('queue_epoch', { unsigned: true }).notNull().default(0),
    /** What the order of those who came before the opening was drawn with, once it has been drawn. */
    shuffleSeed: asciiColumn('shuffle_seed', { length: 32 }),
    /** How many they were. */
    shuffleCount: int('shuffle_count', { unsigned: true }),
    /** The line whose tickets were shuffled. */
    shuffleLine: bigint('shuffle_line', { mode: 'number', unsigned: true }),
    /** Since when nothing of it is left to expire; null as long as there may be. */
    endedAt: instantColumn('ended_at'),
  },
  (table) => [
    index('campaign_to_end').on(table.endedAt, table.closesAt),
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
    id: idColumn('id').$type<CouponId>().primaryKey(),
    campaignId: idColumn('campaign_id').$type<CampaignId>().notNull(),
    userId: idColumn('user_id').$type<UserId>().notNull(),
    status: varchar('status', { length: 7 }).$type<CouponStatus>().notNull(),
    version: int('version', { unsigned: true }).notNull(),
    issuedAt: instantColumn('issued_at').notNull(),
    /** Of a QUEUED campaign: the queue that gave it out; a queue that was lost is followed by a new one. */
    queueLine: bigint('queue_line', { mode: 'number', unsigned: true }),
    /** The ticket that it was given out for. */
    ticket: int('ticket', { unsigned: true }),
    /** In which order the campaign gave them out: 1, 2, 3 … */
    place: int('place', { unsigned: true }),
  },
  (table) => [
    // Also the order in which a campaign's coupons are walked, to expire them or to compare its queue with them.
    unique('coupon_of_user').on(table.campaignId, table.userId),
    // Read backwards, newest first.
    index('coupons_of_user').on(table.userId, table.issuedAt, table.id),
    check('coupon_status', sql.raw(`status IN ('ISSUED', 'USED', 'EXPIRED')`)),
  ],
);
