import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import type { Database } from './database.ts';
import { requireAscii } from './format-sql.ts';

export interface MigrateOptions {
  /** Folder that `drizzle-kit generate` wrote. */
  readonly folder: string;
  /** Names the lock: one per service. */
  readonly name: string;
  /** How long to wait for another instance that is migrating. Default 60. */
  readonly waitSeconds?: number;
}

/** Applies the migrations that are missing. Instances that start at once take turns: the lock is the database's own. */
export async function migrate(database: Database, { folder, name, waitSeconds = 60 }: MigrateOptions): Promise<void> {
  const connection = (await acquire(database.pool)).promise();
  const lock = `migrate:${name}`;
  try {
    // The server's lock is global: the database's name keeps the migrations of two databases apart.
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT GET_LOCK(LEFT(CONCAT(DATABASE(), ':', ?), 64), ?) AS got`,
      [lock, waitSeconds],
    );
    if (rows[0]?.got !== 1) throw new Error(`Another instance of ${name} has been migrating for over ${waitSeconds} s`);
    await applyMissing(connection, folder);
  } finally {
    // Closing the connection releases the lock, whatever state it is in.
    connection.destroy();
  }
}

/** The table in which drizzle's own migrator keeps the same. That one loads all of drizzle: half of the time of a start. */
const APPLIED = `CREATE TABLE IF NOT EXISTS __drizzle_migrations (
  id SERIAL PRIMARY KEY, hash TEXT NOT NULL, created_at BIGINT)`;

async function applyMissing(connection: PoolConnection, folder: string): Promise<void> {
  await connection.query(APPLIED);
  const [[last]] = await connection.query<RowDataPacket[]>('SELECT MAX(created_at) AS at FROM __drizzle_migrations');
  const missing = readMigrationFiles({ migrationsFolder: folder }).filter(
    ({ folderMillis }) => folderMillis > Number(last?.at ?? 0),
  );
  for (const { sql, hash, folderMillis } of missing) {
    for (const statement of sql) {
      requireAscii(statement);
      await connection.query(statement);
    }
    await connection.query('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', [hash, folderMillis]);
  }
}
