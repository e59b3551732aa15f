import {
  asciiColumn,
  bigint,
  bytesColumn,
  index,
  instantColumn,
  int,
  mysqlTable,
  primaryKey,
  text,
  tinyint,
  varchar,
} from '@rushgraph/database/tables';

const ascii = (name: string, length: number) => asciiColumn(name, { length });

/** What is published: the columns that Debezium's outbox router expects, plus the relay's bucket. */
const event = () => ({
  bucket: tinyint('bucket', { unsigned: true }).notNull(),
  /** Destination topic. */
  aggregatetype: ascii('aggregatetype', 255).notNull(),
  /** Record key. */
  aggregateid: varchar('aggregateid', { length: 255 }).notNull(),
  type: ascii('type', 255).notNull(),
  /** JSON of the headers. */
  headers: text('headers').notNull(),
  /** Null is a tombstone. */
  payload: bytesColumn('payload'),
  createdAt: instantColumn('created_at').notNull(),
});

/** Events on their way out. */
export const outbox = mysqlTable(
  'outbox',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    ...event(),
    /** Of the insert that wrote the row: after a fail-over its id can come again, but not with the same token. */
    token: ascii('token', 26).notNull().default(''),
  },
  (table) => [index('outbox_bucket').on(table.bucket, table.id)],
);

/** Events that a broker has refused for themselves: too large, or malformed. They wait for somebody to look at them. */
export const outboxRefused = mysqlTable('outbox_refused', {
  id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
  ...event(),
  /** What the broker said. */
  reason: varchar('reason', { length: 500 }).notNull(),
  refusedAt: instantColumn('refused_at').notNull(),
});

/** Who may publish a bucket, until when by the clock of the database. */
export const outboxLease = mysqlTable('outbox_lease', {
  bucket: tinyint('bucket', { unsigned: true }).primaryKey(),
  owner: ascii('owner', 64).notNull(),
  epoch: bigint('epoch', { mode: 'number', unsigned: true }).notNull(),
  expiresAt: instantColumn('expires_at').notNull(),
});

/** The next offset to take effect, per group and partition; moved only by compare-and-set, beside the effect. */
export const consumerOffset = mysqlTable(
  'consumer_offset',
  {
    grp: ascii('grp', 128).notNull(),
    topic: ascii('topic', 200).notNull(),
    partition: int('partition_id', { unsigned: true }).notNull(),
    next: bigint('next_offset', { mode: 'number', unsigned: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.grp, table.topic, table.partition] })],
);

/** The relays that are alive, so that they share the buckets fairly. */
export const outboxRelay = mysqlTable('outbox_relay', {
  owner: ascii('owner', 64).primaryKey(),
  expiresAt: instantColumn('expires_at').notNull(),
});
