import { testDatabase } from '@rushgraph/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from './database.ts';
import { formatSql } from './format-sql.ts';
import type { Sql } from './sql.ts';

type Given = Awaited<ReturnType<typeof testDatabase>>;
let given: Given;
beforeAll(async () => {
  given = await testDatabase();
});
afterAll(() => given.drop());

const readBy = async (sql: Sql, value: unknown) => {
  const [row] = await sql.rows<{ value: unknown }>('SELECT ? AS value', [value]);
  return row?.value;
};
const read = (value: unknown) => readBy(given.database, value);

it.each(['', 'NO_BACKSLASH_ESCAPES', 'ANSI,NO_BACKSLASH_ESCAPES'])(
  'no text is read as SQL, and each comes back as it was written, in the mode "%s"',
  async (mode) => {
    const database = createDatabase({ url: given.url, connectionLimit: 1 });
    await database.run('SET SESSION sql_mode = ?', [mode]);
    const hostile = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '`', '?', '\0', '\x1a', '\n', '%', '-', 'é', '中', '😀'),
    });
    const injection = fc.constantFrom("\\' OR 1 = 1 -- ", "\\'; DROP TABLE stock; -- ", '\\', `${'a'.repeat(200)}\\'`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(injection, hostile, fc.string({ unit: 'grapheme' })), async (text) => {
        expect(await readBy(database, text)).toBe(text);
      }),
    );
    await database.close();
  },
);

describe('a value comes back from the server as it was written', () => {
  it('when it is bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (bytes) => {
        const [row] = await given.database.rows<{ hex: string }>('SELECT HEX(?) AS hex', [bytes]);
        expect(row?.hex).toBe(Buffer.from(bytes).toString('hex').toUpperCase());
      }),
    );
  });

  it.each([0, -7, 1.5, 2 ** 53 - 1, 12n, null])('when it is %s', async (value) => {
    expect(await read(value)).toEqual(
      typeof value === 'bigint'
        ? Number(value)
        : typeof value === 'number' && !Number.isInteger(value)
          ? String(value)
          : value,
    );
  });

  it('a time, in UTC to the millisecond', async () => {
    const [row] = await given.database.rows<{ at: Date }>('SELECT CAST(? AS DATETIME(3)) AS at', [
      new Date('2026-03-01T12:00:00.007Z'),
    ]);
    expect(row?.at).toEqual(new Date('2026-03-01T12:00:00.007Z'));
  });
});

describe('a statement', () => {
  it.each<[string, unknown[], string]>([
    [
      'INSERT INTO t VALUES ?',
      [
        [
          [1, 'a'],
          [2, null],
        ],
      ],
      "INSERT INTO t VALUES (1, 'a'), (2, NULL)",
    ],
    ['DELETE FROM t WHERE id IN (?)', [[1, 2]], 'DELETE FROM t WHERE id IN (1, 2)'],
    [`SELECT '?', "?", \`?\`, 'it''s ?', '''?' /* ? */, ?`, [1], `SELECT '?', "?", \`?\`, 'it''s ?', '''?' /* ? */, 1`],
    ['SELECT 1 -- ?\n, ?', [true], 'SELECT 1 -- ?\n, true'],
    ['SELECT ?', ['$& $1 ?'], "SELECT '$& $1 ?'"],
    ['SELECT 1', [], 'SELECT 1'],
  ])('gets its values, whatever stands around the placeholders: %s', (statement, values, text) => {
    expect(formatSql(statement, values)).toBe(text);
  });

  it.each<[string, unknown[]]>([
    ['SELECT ?', []],
    ['SELECT 1', [1]],
    ['SELECT ?', [Number.NaN]],
    ['SELECT ?', [{ a: 1 }]],
    ['SELECT ?', [new Date(Number.NaN)]],
    ['SELECT ?', [new Date('+012026-03-01T12:00:00Z')]],
    ["SELECT 'é', ?", [1]],
    ["SELECT '\\', ?", [1]],
  ])('%s with %o is refused', (statement, values) => {
    expect(() => formatSql(statement, values)).toThrow();
  });

  it('is refused when it is not ASCII, because the server would read something else', async () => {
    await expect(given.database.rows("SELECT 'é' AS value")).rejects.toThrow('ASCII');
  });

  it('finds by text of any characters what was stored by it', async () => {
    await given.database.run('CREATE TABLE named (name VARCHAR(50) PRIMARY KEY, facts JSON)');
    await given.database.run('INSERT INTO named VALUES ?', [[['연필 é', JSON.stringify({ in: '한국어' })]]]);
    const found = await given.database.rows('SELECT name, facts FROM named WHERE name = ? OR name IN (?)', [
      '연필 é',
      ['연필 É'],
    ]);
    expect(found).toEqual([{ name: '연필 é', facts: { in: '한국어' } }]);
  });
});
