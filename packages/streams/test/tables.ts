import { asciiColumn, bigint, mysqlTable } from '@rushgraph/database/tables';

export * from '@rushgraph/messaging/tables';
export * from '../src/tables.ts';

const id = (name: string) => asciiColumn(name, { length: 64 });
const number = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** Final results as they came: nothing keeps one out that comes twice. */
export const totalOfWindow = mysqlTable('window_total', {
  sequence: bigint('sequence', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
  id: id('id').notNull(),
  total: number('total'),
  records: number('records'),
});

/** What was handed to the side. */
export const sidelined = mysqlTable('sidelined', {
  sequence: bigint('sequence', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
  reason: id('reason').notNull(),
  total: number('total'),
});

/** Records that were counted, so that none is counted twice. */
export const countedOnce = mysqlTable('counted_once', { id: id('id').primaryKey() });
