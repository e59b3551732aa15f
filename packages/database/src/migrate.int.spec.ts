import { join } from 'node:path';
import { race, testDatabase } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const folder = join(import.meta.dirname, '../test/migrations');

it('lets instances that start at once take turns: each migration is applied once', async () => {
  const { database, drop } = await testDatabase();
  const outcomes = await race(4, () => migrate(database, { folder, name: 'shop' }));
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  expect(await database.rows('SELECT 1 AS one FROM __drizzle_migrations')).toEqual(Array(3).fill({ one: 1 }));
  await drop();
});

it('does not wait for ever for an instance that is migrating', async () => {
  const { database, drop } = await testDatabase();
  const connection = await database.pool.getConnection();
  await connection.query(`SELECT GET_LOCK(CONCAT(DATABASE(), ':migrate:shop'), 0)`);
  await expect(migrate(database, { folder, name: 'shop', waitSeconds: 0 })).rejects.toThrow(
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
