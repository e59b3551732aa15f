import { join } from 'node:path';
import { type Database, migrate } from '@rushgraph/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTables } from './make-tables.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

// Has rows that a migration has written.
const folder = join(import.meta.dirname, '../../../finding/test/migrations');

let migrated: TestDatabase;
let made: TestDatabase;
beforeAll(async () => {
  [migrated, made] = await Promise.all([testDatabase(), testDatabase()]);
  await migrate(migrated.database, { folder, name: 'test' });
  // Whether this or an earlier run has kept them, the second time they are not migrated.
  const first = await testDatabase();
  await makeTables(first.database, folder);
  await first.drop();
});
afterAll(() => Promise.all([migrated.drop(), made.drop()]));

const TABLES =
  'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name';

/** Tables as the server describes them, with their rows. */
async function contentOf(database: Database): Promise<unknown[]> {
  const tables = await database.rows<{ name: string }>(TABLES);
  return Promise.all(
    tables.map(async ({ name }) => [
      await database.rows(`SHOW CREATE TABLE \`${name}\``),
      await database.rows(`SELECT * FROM \`${name}\` ORDER BY 1, 2`),
    ]),
  );
}

it('makes the tables and the rows that the migrations make', async () => {
  await makeTables(made.database, folder);
  expect(await contentOf(made.database)).toEqual(await contentOf(migrated.database));
});

it('leaves nothing for the migrations to do', async () => {
  await migrate(made.database, { folder, name: 'test' });
  expect(await contentOf(made.database)).toEqual(await contentOf(migrated.database));
});
