import { idColumn, int, mysqlTable } from '../src/tables.ts';

export { book } from '../example/shelf.ts';
export { idempotencyKey } from '../src/tables.ts';

/** What the tests write: a stock that may not go below zero. */
export const stock = mysqlTable('stock', {
  id: idColumn('id').primaryKey(),
  left: int('left_over', { unsigned: true }).notNull(),
});
