import { drizzle } from 'drizzle-orm/mysql2';
import { migrate as applyMigrations } from 'drizzle-orm/mysql2/migrator';
import type { RowDataPacket } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import type { Database } from './database.ts';

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
  const connection = await acquire(database.pool);
  const lock = `migrate:${name}`;
  try {
    // The server's lock is global: the database's name keeps the migrations of two databases apart.
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT GET_LOCK(LEFT(CONCAT(DATABASE(), ':', ?), 64), ?) AS got`,
      [lock, waitSeconds],
    );
    if (rows[0]?.got !== 1) throw new Error(`Another instance of ${name} has been migrating for over ${waitSeconds} s`);
    await applyMigrations(drizzle(connection), { migrationsFolder: folder });
  } finally {
    // Closing the connection releases the lock, whatever state it is in.
    connection.destroy();
  }
}
