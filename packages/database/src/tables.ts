import { char, customType, datetime, index, mysqlTable, primaryKey, text } from 'drizzle-orm/mysql-core';

/** An id: 26 ASCII characters, compared byte by byte. */
export const idColumn = customType<{ data: string; driverData: string }>({
  dataType: () => 'char(26) CHARACTER SET ascii COLLATE ascii_bin',
});

/** Raw bytes up to 16 MB. */
export const bytesColumn = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'mediumblob',
});

/** A text for machines: ASCII, compared byte by byte, so that `a` and `A` are two keys. */
export const asciiColumn = customType<{ data: string; driverData: string; config: { length: number } }>({
  dataType: (config) => `varchar(${config?.length ?? 255}) CHARACTER SET ascii COLLATE ascii_bin`,
});

/** Each service that has writes with an idempotency key re-exports this from its db/schema.ts. */
export const idempotencyKey = mysqlTable(
  'idempotency_key',
  {
    scope: asciiColumn('scope', { length: 64 }).notNull(),
    actor: idColumn('actor').notNull(),
    key: asciiColumn('idempotency_key', { length: 128 }).notNull(),
    inputHash: char('input_hash', { length: 64 }).notNull(),
    result: text('result'),
    createdAt: datetime('created_at', { mode: 'date', fsp: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.actor, table.key] }),
    index('idempotency_key_age').on(table.createdAt),
  ],
);
