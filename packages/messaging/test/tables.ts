import { bigint, int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';

export * from '../src/tables.ts';

/** The effect that the tests consume into. */
export const tally = mysqlTable('tally', {
  name: varchar('name', { length: 64 }).primaryKey(),
  total: bigint('total', { mode: 'number' }).notNull(),
  times: int('times').notNull(),
});
