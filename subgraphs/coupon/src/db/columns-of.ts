import { getTableColumns, type InferSelectModel } from 'drizzle-orm';
import type { MySqlTable } from 'drizzle-orm/mysql-core';

/** The names of a table's columns, as they stand in SELECT and INSERT. */
export function columnsOf(table: MySqlTable): string {
  return namesOf(table).join(', ');
}

/** The values of a row in the order of `columnsOf`. */
export function valuesOf<Table extends MySqlTable>(
  table: Table,
  row: InferSelectModel<Table, { dbColumnNames: true }>,
): unknown[] {
  return namesOf(table).map((name) => Reflect.get(row, name));
}

function namesOf(table: MySqlTable): string[] {
  return Object.values(getTableColumns(table)).map(({ name }) => name);
}
