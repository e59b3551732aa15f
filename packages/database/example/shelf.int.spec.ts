import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isDuplicateKey } from '../src/errors.ts';
import { columnsOf, count, defineQuery, defineWrite, eq, given, type Row } from '../src/query.ts';
import type { Sql } from '../src/sql.ts';
import { addBook, type Book, book, findBooks, lendBook } from './shelf.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase(join(import.meta.dirname, '../test/migrations'));
});
afterAll(() => server.drop());
beforeEach(() => server.database.run('DELETE FROM book'));

const A = '0000000000000000000000000A';
const B = '0000000000000000000000000B';
const one: Book = {
  id: A,
  title: 'L\'étranger \\ "x"',
  tags: ['a"b\\', '소설'],
  copies: 2,
  addedAt: new Date('2026-05-01T09:00:00.123Z'),
};

it('gives back what was written: texts, JSON, numbers and instants', async () => {
  expect(await addBook(server.database, one)).toEqual({ affectedRows: 1, insertId: 0 });
  expect(await findBooks(server.database, { ids: [A, B] })).toEqual([one]);
  expect(await server.database.rows<Row<typeof book>>(`SELECT ${columnsOf(book, 'id', 'addedAt')} FROM book`)).toEqual([
    { id: A, added_at: one.addedAt },
  ]);
});

it('guards a write by its condition, and says by the affected rows whether it held', async () => {
  await addBook(server.database, one);
  const outcomes = await Promise.all([1, 2, 3].map(() => lendBook(server.database, A, 1)));
  expect(outcomes.sort()).toEqual(['lent', 'lent', 'not-enough']);
  expect((await findBooks(server.database, { ids: [A] }))[0]?.copies).toBe(0);
});

it('goes together with statements of our own in a transaction, and is undone with it', async () => {
  const told: unknown[] = [];
  const undone = server.database.transaction(async (tx) => {
    const [found, rows, added] = await Promise.all([
      findBooks(tx, { ids: [A] }),
      tx.rows<Row<typeof book>>('SELECT id, copies_left FROM book'),
      addBook(tx, one),
    ]);
    told.push(found, rows, added.affectedRows);
    expect(await findBooks(tx, { ids: [A] })).toEqual([one]);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(told).toEqual([[], [], 1]);
  expect(await findBooks(server.database, { ids: [A] })).toEqual([]);
});

it('fails with what the driver said, which repeats no value outside of the field that is never logged', async () => {
  await addBook(server.database, one);
  const error: unknown = await addBook(server.database, one).catch((reason: unknown) => reason);
  expect(isDuplicateKey(error)).toBe(true);
  expect(error instanceof Error && `${error.message}${error.stack}`).not.toContain('étranger');
});

it('keeps columns of the same name apart when tables are joined', async () => {
  await addBook(server.database, one);
  await server.database.run('INSERT INTO idempotency_key VALUES (?)', [
    ['book', A, 'k', 'h', null, new Date('2026-06-01T00:00:00.000Z')],
  ]);
  const { idempotencyKey } = await import('../src/tables.ts');
  const joined = defineQuery({ id: given<string>() }, (builder, { id }) =>
    builder.select().from(book).leftJoin(idempotencyKey, eq(idempotencyKey.actor, book.id)).where(eq(book.id, id)),
  );
  const [row] = await joined(server.database, { id: A });
  expect(row?.book.addedAt).toEqual(one.addedAt);
  expect(row?.idempotency_key?.createdAt).toEqual(new Date('2026-06-01T00:00:00.000Z'));
});

it('is built once, however often it is executed', async () => {
  let built = 0;
  const counted = defineQuery({}, (builder) => {
    built++;
    return builder.select({ books: count() }).from(book);
  });
  for (let n = 0; n < 3; n++) expect(await counted(server.database, {})).toEqual([{ books: 0 }]);
  expect(built).toBe(1);
});

it('keeps executions apart that run at once through different databases', async () => {
  const titles: string[] = [];
  const spy = (name: string): Sql => ({
    ...server.database,
    lists(statement, values) {
      titles.push(name);
      return server.database.lists(statement, values);
    },
  });
  await Promise.all([findBooks(spy('a'), { ids: [A] }), findBooks(spy('b'), { ids: [B] })]);
  expect(titles).toEqual(['a', 'b']);
});

it('must not be executed past the functions that say through what', async () => {
  let escaped: { execute(): Promise<unknown> } | undefined;
  const keep = defineWrite({}, (builder) => {
    const statement = builder.delete(book);
    escaped = statement.prepare();
    return statement;
  });
  await keep(server.database, {});
  await expect(escaped?.execute()).rejects.toMatchObject({
    cause: new Error(
      'A built statement must be executed through the function that defineQuery or defineWrite returned',
    ),
  });
});
