import type { InferSelectModel, Table } from 'drizzle-orm';
import { operators } from './drizzle.ts';

/** A row as a statement of our own reads it: its fields are named as the columns of the database. */
export type Row<Of extends Table> = InferSelectModel<Of, { dbColumnNames: true }>;

/** What `columnsOf(table, …)` of these columns reads. */
export type PartOf<Of extends Table, Names extends keyof Of['_']['columns']> = Pick<
  Row<Of>,
  Of['_']['columns'][Names]['_']['name'] & keyof Row<Of>
>;

/**
 * The names of these columns in the database, for a statement of our own: `SELECT ${columnsOf(user, 'id', 'createdAt')}`
 * reads `id, created_at`. Without names, all columns of the table.
 */
export function columnsOf<Of extends Table>(table: Of, ...names: readonly (keyof Of['_']['columns'])[]): string {
  const columns = operators.getTableColumns(table);
  const wanted = names.length > 0 ? names : Object.keys(columns);
  return wanted.map((name) => columns[name]?.name ?? failOn(name)).join(', ');
}

/** The values of a row in the order of `columnsOf(table)`. */
export function valuesOf<Of extends Table>(table: Of, row: Row<Of>): unknown[] {
  return Object.values(operators.getTableColumns(table)).map(({ name }) => Reflect.get(row, name));
}

function failOn(name: PropertyKey): never {
  throw new RangeError(`The table has no column ${String(name)}`);
}
