import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import { applyStatements, PROGRESS_TABLE } from './apply-statements.ts';
import type { Database } from './database.ts';

export interface MigrateOptions {
  /** Folder that `drizzle-kit generate` wrote. */
  readonly folder: string;
  /** Names the lock: one per service. */
  readonly name: string;
  /** How long to wait for another instance that is migrating. Default 60. */
  readonly waitSeconds?: number;
}

/**
 * Applies the migrations that this database does not have, in the order of the folder. They are known by their content, so
 * one that is merged late is applied although its time is past. Where one has failed it goes on at the statement that
 * failed. Instances that start at once take turns: the lock is the database's own. Throws when a migration was changed
 * after it had been applied.
 */
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
const APPLIED_TABLE = `CREATE TABLE IF NOT EXISTS __drizzle_migrations (
  id SERIAL PRIMARY KEY, hash TEXT NOT NULL, created_at BIGINT)`;

async function applyMissing(connection: Connection, folder: string): Promise<void> {
  await connection.query(APPLIED_TABLE);
  await connection.query(PROGRESS_TABLE);
  const [applied] = await connection.query<({ readonly hash: string; readonly created_at: number } & RowDataPacket)[]>(
    'SELECT hash, created_at FROM __drizzle_migrations',
  );
  const hashes = new Set(applied.map(({ hash }) => hash));
  const times = new Set(applied.map(({ created_at }) => Number(created_at)));
  for (const [index, migration] of readMigrationFiles({ migrationsFolder: folder }).entries()) {
    if (hashes.has(migration.hash)) continue;
    const number = String(index).padStart(4, '0');
    if (times.has(migration.folderMillis))
      throw new Error(`Migration ${number} was changed after it had been applied; restore it, and add another one`);
    await apply(connection, migration, number);
  }
}

async function apply(connection: Connection, { sql, hash, folderMillis }: MigrationMeta, number: string) {
  await applyStatements(connection, { statements: sql, time: folderMillis, number });
  await connection.beginTransaction();
  await connection.query('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', [hash, folderMillis]);
  await connection.query('DELETE FROM __migration_progress WHERE migration_time = ?', [folderMillis]);
  await connection.commit();
}
