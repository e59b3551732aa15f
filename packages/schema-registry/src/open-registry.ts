import { fileURLToPath } from 'node:url';
import { createDatabase, type Database, ensureDatabase, migrate } from '@rushgraph/database';

/** The registry's tables, for tests. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

const CONNECTIONS = 2;

/** The registry's database for who reads, and may have no right to more. Its tables are made by who publishes. */
export function readRegistry(url: string): Database {
  return createDatabase({ url, connectionLimit: CONNECTIONS });
}

/** The registry's database for who publishes: created when it is missing, its tables brought up to date. */
export async function openRegistry(url: string): Promise<Database> {
  await ensureDatabase(url);
  const database = createDatabase({ url, connectionLimit: CONNECTIONS });
  try {
    await migrate(database, { folder: migrationsFolder, name: 'registry' });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
