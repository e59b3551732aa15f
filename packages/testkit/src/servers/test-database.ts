import { createDatabase, type Database, ensureDatabase } from '@rushgraph/database';
import { makeTables } from './make-tables.ts';
import { onServer } from './on-server.ts';
import { testStack } from './test-stack.ts';
import { uniqueName } from './unique-name.ts';

export interface TestDatabase {
  readonly database: Database;
  /** For a second pool, or a process, on the same database. */
  readonly url: string;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** A fresh MySQL database with the tables that the migrations of `migrationsFolder` make; without a folder it is empty. */
export async function testDatabase(migrationsFolder?: string): Promise<TestDatabase> {
  const name = uniqueName();
  const url = databaseUrl(name);
  await ensureDatabase(url);
  const database = createDatabase({ url, connectionLimit: 20 });
  if (migrationsFolder !== undefined) await makeTables(database, migrationsFolder);
  return {
    database,
    url,
    async drop() {
      await database.run(`DROP DATABASE IF EXISTS \`${name}\``);
      await database.close();
    },
  };
}

/** The address of the database `name` on the test server. */
export function databaseUrl(name: string): string {
  return onServer(testStack().mysqlUrl, name);
}
