import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import { createPool, type Pool } from 'mysql2/promise';
import { createSql, type Sql } from './sql.ts';
import { createTransact, type Transact } from './transaction.ts';

export interface Database extends Sql {
  readonly pool: Pool;
  readonly orm: MySql2Database;
  /** One READ COMMITTED transaction; rolled back when the work throws, and its error is passed on as it is. */
  readonly transaction: Transact;
  ping(): Promise<void>;
  /** Ends the connections after their running statements. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** mysql://user:password@host:port/database */
  readonly url: string;
  /** Default 10. */
  readonly connectionLimit?: number;
  /** Callers that may wait for a connection before the next one is refused at once. Default 1,000. */
  readonly queueLimit?: number;
  readonly random?: () => number;
}

/** A pool of connections to one database: UTC, utf8mb4, integers beyond 2^53 as strings. Nothing connects before it is used. */
export function createDatabase(options: DatabaseOptions): Database {
  const { url, connectionLimit = 10, queueLimit = 1_000, random = Math.random } = options;
  const pool = createPool({
    uri: url,
    connectionLimit,
    maxIdle: connectionLimit,
    queueLimit,
    connectTimeout: 5_000,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    supportBigNumbers: true,
    maxPreparedStatements: 256,
    enableKeepAlive: true,
  });
  const sql = createSql(pool);
  return {
    ...sql,
    pool,
    orm: drizzle(pool),
    transaction: createTransact(pool, random),
    async ping() {
      await sql.rows('SELECT 1');
    },
    async close() {
      await pool.end();
    },
  };
}
