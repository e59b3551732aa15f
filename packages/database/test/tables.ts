import { int, mysqlTable } from 'drizzle-orm/mysql-core';
import { idColumn } from '../src/tables.ts';

export { idempotencyKey } from '../src/tables.ts';

/** What the tests write: a stock that may not go below zero. */
export const stock = mysqlTable('stock', {
  id: idColumn('id').primaryKey(),
  left: int('left_over', { unsigned: true }).notNull(),
});
