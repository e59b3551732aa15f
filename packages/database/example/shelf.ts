import { and, defineQuery, defineWrite, eq, given, gte, isIn, sql } from '../src/query.ts';
import type { Sql } from '../src/sql.ts';
import { idColumn, instantColumn, int, json, mysqlTable, varchar } from '../src/tables.ts';

export const book = mysqlTable('book', {
  id: idColumn('id').primaryKey(),
  title: varchar('title', { length: 100 }).notNull(),
  tags: json('tags').$type<readonly string[]>().notNull(),
  copies: int('copies_left', { unsigned: true }).notNull(),
  addedAt: instantColumn('added_at').notNull(),
});

export type Book = typeof book.$inferSelect;

/** Built once, with the first execution; then executed through any transaction or database. */
export const addBook = defineWrite(
  {
    id: given<string>(),
    title: given<string>(),
    tags: given<readonly string[]>(),
    copies: given<number>(),
    addedAt: given<Date>(),
  },
  (builder, values) => builder.insert(book).values(values),
);

/** A guarded write: the condition is inside it, and the affected rows decide. */
const lend = defineWrite({ id: given<string>(), copies: given<number>() }, (builder, { id, copies }) =>
  builder
    .update(book)
    .set({ copies: sql`${book.copies} - ${copies}` })
    .where(and(eq(book.id, id), gte(book.copies, copies))),
);

export async function lendBook(through: Sql, id: string, copies: number): Promise<'lent' | 'not-enough'> {
  const { affectedRows } = await lend(through, { id, copies });
  return affectedRows === 1 ? 'lent' : 'not-enough';
}

export const findBooks = defineQuery({ ids: given<readonly string[]>() }, (builder, { ids }) =>
  builder.select().from(book).where(isIn(book.id, ids)).orderBy(book.id),
);
