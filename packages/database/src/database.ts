import { createPool, type Pool } from 'mysql2/promise';
import type { Logger } from 'pino';
import { formatSql } from './format-sql.ts';
import { createPoolSql, type Sql } from './sql.ts';
import { createTransact, type Transact } from './transaction.ts';

export interface Database extends Sql {
  readonly pool: Pool;
  /** One READ COMMITTED transaction; rolled back when the work throws, and its error is passed on as it is. */
  readonly transaction: Transact;
  /** Statements of their own that throw NoAnswer after so long; what they were to do may still happen. */
  within(limitMs: number): Sql;
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
  readonly logger?: Logger;
  readonly random?: () => number;
}

/**
 * A pool of connections to one database: READ COMMITTED, UTC, utf8mb4, integers beyond 2^53 as strings. Nothing
 * connects before it is used.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const { url, connectionLimit = 10, queueLimit = 1_000, logger, random = Math.random } = options;
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
    // Statements of a transaction are combined. Values are written by formatSql alone, never by callers.
    multipleStatements: true,
    enableKeepAlive: true,
    queryFormat,
  });
  setUp(pool);
  const sql = createPoolSql(pool);
  return {
    ...sql,
    pool,
    transaction: createTransact({
      pool,
      random,
      onHookError(error) {
        if (logger) logger.error({ err: error }, 'a hook failed after a transaction, which stands as it ended');
        else process.emitWarning(error instanceof Error ? error : String(error));
      },
    }),
    within: (limitMs) => createPoolSql(pool, limitMs),
    async ping() {
      await sql.rows('SELECT 1');
    },
    async close() {
      await pool.end();
    },
  };
}

/** In place of the driver's own, which reads every statement character by character, with or without values. */
function queryFormat(statement: string, values: unknown): string {
  return Array.isArray(values) && values.length > 0 ? formatSql(statement, values) : statement;
}

/**
 * Statements are ASCII, and the server is told to expect one byte a character: with utf8mb4 it would ask of every
 * character of every literal how long it is, a tenth of its work when many rows are written. Literals and results are
 * utf8mb4 all the same.
 */
const SET_UP = "SET SESSION transaction_isolation = 'READ-COMMITTED', character_set_client = latin1";

/** Once per connection instead of once per transaction: the first command that it runs, before any caller's. */
function setUp(pool: Pool): void {
  pool.pool.on('connection', (connection) => {
    connection.query(SET_UP, (error) => {
      if (error) connection.destroy();
    });
  });
}
