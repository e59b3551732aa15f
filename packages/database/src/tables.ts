import { asciiColumn, char, idColumn, index, instantColumn, mysqlTable, primaryKey, text } from './columns.ts';

export * from './columns.ts';

/** Each service that has writes with an idempotency key re-exports this from its db/schema.ts. */
export const idempotencyKey = mysqlTable(
  'idempotency_key',
  {
    scope: asciiColumn('scope', { length: 64 }).notNull(),
    actor: idColumn('actor').notNull(),
    key: asciiColumn('idempotency_key', { length: 128 }).notNull(),
    inputHash: char('input_hash', { length: 64 }).notNull(),
    result: text('result'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.actor, table.key] }),
    index('idempotency_key_age').on(table.createdAt),
  ],
);
