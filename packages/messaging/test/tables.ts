import { bigint, int, mysqlTable, varchar } from '@rushgraph/database/tables';

export * from '../src/tables.ts';

/** The effect that the tests consume into. */
export const tally = mysqlTable('tally', {
  name: varchar('name', { length: 64 }).primaryKey(),
  total: bigint('total', { mode: 'number' }).notNull(),
  times: int('times').notNull(),
});
