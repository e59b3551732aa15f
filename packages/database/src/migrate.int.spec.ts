import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { race, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const migrations = join(import.meta.dirname, '../test/migrations');

it('lets instances that start at once take turns: each migration is applied once', async () => {
  const { database, drop } = await testDatabase();
  const outcomes = await race(4, () => migrate(database, { folder: migrations, name: 'shop' }));
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  expect(await database.rows('SELECT 1 AS one FROM __drizzle_migrations')).toEqual(Array(3).fill({ one: 1 }));
  await drop();
});

it('does not wait for ever for an instance that is migrating', async () => {
  const { database, drop } = await testDatabase();
  const connection = await database.pool.getConnection();
  await connection.query(`SELECT GET_LOCK(CONCAT(DATABASE(), ':migrate:shop'), 0)`);
  await expect(migrate(database, { folder: migrations, name: 'shop', waitSeconds: 0 })).rejects.toThrow(
    'Another instance of shop has been migrating',
  );
  expect(await database.rows('SHOW TABLES')).toEqual([]);
  connection.destroy();
  await drop();
});

it('gives times in UTC and big integers without loss', async () => {
  const { url, drop } = await testDatabase();
  const database = createDatabase({ url });
  await database.run('CREATE TABLE box (at DATETIME(3), big BIGINT)');
  await database.run('INSERT INTO box VALUES (?)', [[new Date('2026-03-29T01:30:00.123Z'), '9007199254740993']]);
  expect(await database.rows('SELECT * FROM box')).toEqual([
    { at: new Date('2026-03-29T01:30:00.123Z'), big: '9007199254740993' },
  ]);
  expect(await database.rows('SELECT CAST(at AS CHAR) AS text FROM box')).toEqual([
    { text: '2026-03-29 01:30:00.123' },
  ]);
  await database.close();
  await drop();
});

describe('migrations of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rushgraph-migrations-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Writes the folder as drizzle-kit does: `[time, statements]` in the order of the journal. */
  function write(...migrations: readonly (readonly [when: number, ...statements: string[]])[]): void {
    mkdirSync(join(folder, 'meta'), { recursive: true });
    const entries = migrations.map(([when], idx) => ({
      idx,
      version: '5',
      when,
      tag: `000${idx}_m`,
      breakpoints: true,
    }));
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'mysql', entries }));
    for (const [index, [, ...statements]] of migrations.entries())
      writeFileSync(join(folder, `000${index}_m.sql`), statements.join('\n--> statement-breakpoint\n'));
  }
  const tables = async ({ database }: TestDatabase) =>
    (await database.rows<Record<string, string>>('SHOW TABLES WHERE 1 = 1'))
      .flatMap(Object.values)
      .filter((name) => !name.startsWith('__'));

  it('applies one that is merged later although its time is past', async () => {
    const server = await testDatabase();
    write([100, 'CREATE TABLE a (n INT)'], [300, 'CREATE TABLE c (n INT)']);
    await migrate(server.database, { folder, name: 'shop' });
    write([100, 'CREATE TABLE a (n INT)'], [300, 'CREATE TABLE c (n INT)'], [200, 'CREATE TABLE b (n INT)']);
    await migrate(server.database, { folder, name: 'shop' });
    expect(await tables(server)).toEqual(['a', 'b', 'c']);
    await migrate(server.database, { folder, name: 'shop' });
    expect(await server.database.rows('SELECT created_at FROM __drizzle_migrations ORDER BY id')).toEqual(
      [100, 300, 200].map((created_at) => ({ created_at })),
    );
    await server.drop();
  });

  const TWO = ['CREATE TABLE a (n INT)', 'INSERT INTO b VALUES (1)', 'INSERT INTO a VALUES (1)'] as const;

  it('goes on at the statement that failed, once its cause is mended', async () => {
    const server = await testDatabase();
    write([100, ...TWO]);
    const failing = migrate(server.database, { folder, name: 'shop' });
    await expect(failing).rejects.toThrow('The statement 2 of migration 0000 failed');
    await server.database.run('CREATE TABLE b (n INT)');
    await migrate(server.database, { folder, name: 'shop' });
    expect(await server.database.rows('SELECT a.n AS a, b.n AS b FROM a, b')).toEqual([{ a: 1, b: 1 }]);
    expect(await server.database.rows('SELECT * FROM __migration_progress')).toEqual([]);
    await server.drop();
  });

  it('goes on when the statement that failed is written anew, and refuses another one in place of what was executed', async () => {
    const server = await testDatabase();
    write([100, ...TWO]);
    await expect(migrate(server.database, { folder, name: 'shop' })).rejects.toThrow('statement 2');
    write([100, 'CREATE TABLE a (n BIGINT)', 'CREATE TABLE b (n INT)']);
    await expect(migrate(server.database, { folder, name: 'shop' })).rejects.toThrow(
      'The statement 1 of migration 0000 was changed after it had been executed; restore it',
    );
    write([100, TWO[0], 'CREATE TABLE b (n INT)']);
    await migrate(server.database, { folder, name: 'shop' });
    expect(await tables(server)).toEqual(['a', 'b']);
    await server.drop();
  });

  it('goes on when a process has ended between the change of a table and its note', async () => {
    const server = await testDatabase();
    write([100, 'CREATE TABLE a (n INT)', 'INSERT INTO a VALUES (1)']);
    await migrate(server.database, { folder, name: 'shop' });
    const hash = createHash('sha256').update('CREATE TABLE a (n INT)').digest('hex');
    await server.database.run('DELETE FROM a');
    await server.database.run('DELETE FROM __drizzle_migrations');
    await server.database.run('INSERT INTO __migration_progress VALUES (100, 0, ?, 0)', [hash]);
    await migrate(server.database, { folder, name: 'shop' });
    expect(await server.database.rows('SELECT n FROM a')).toEqual([{ n: 1 }]);
    await server.drop();
  });

  it('control: a table that is there without such a note is not taken for the one of the migration', async () => {
    const server = await testDatabase();
    await server.database.run('CREATE TABLE a (other INT)');
    write([100, 'CREATE TABLE a (n INT)']);
    for (let start = 0; start < 2; start++)
      await expect(migrate(server.database, { folder, name: 'shop' })).rejects.toThrow('already exists');
    await server.drop();
  });

  it('refuses one that was changed after it had been applied', async () => {
    const server = await testDatabase();
    write([100, 'CREATE TABLE a (n INT)']);
    await migrate(server.database, { folder, name: 'shop' });
    write([100, 'CREATE TABLE a (n BIGINT)']);
    await expect(migrate(server.database, { folder, name: 'shop' })).rejects.toThrow(
      'Migration 0000 was changed after it had been applied; restore it, and add another one',
    );
    await server.drop();
  });
});
