import { createPool, type Pool } from 'mysql2/promise';
import type { Logger } from 'pino';
import { formatSql } from './format-sql.ts';
import { prepareConnections } from './prepare-connection.ts';
import { parseAddress } from './server-address.ts';
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
  /** mysql://user:password@host:port/database, with `?ssl-mode=VERIFY_IDENTITY` over TLS; see `parseAddress`. */
  readonly url: string;
  /** Default 10. */
  readonly connectionLimit?: number;
  /** Callers that may wait for a connection before the next one is refused at once. Default 1,000. */
  readonly queueLimit?: number;
  readonly logger?: Logger;
  readonly random?: () => number;
  /** A server whose clock is over a minute away from this one is not used. Default: the computer's clock. */
  readonly now?: () => Date;
}

/**
 * A pool of connections to one database: READ COMMITTED, UTC, utf8mb4, integers beyond 2^53 as strings. Nothing
 * connects before it is used. Throws RangeError when the address cannot be read.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const {
    url,
    connectionLimit = 10,
    queueLimit = 1_000,
    logger,
    random = Math.random,
    now = () => new Date(),
  } = options;
  const pool = createPool({
    ...parseAddress(url),
    connectionLimit,
    maxIdle: connectionLimit,
    queueLimit,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    supportBigNumbers: true,
    maxPreparedStatements: 256,
    // Statements of a transaction are combined. Values are written by formatSql alone, never by callers.
    multipleStatements: true,
    enableKeepAlive: true,
    queryFormat,
  });
  prepareConnections(pool, now);
  const sql = createPoolSql(pool, random);
  return {
    ...sql,
    pool,
    transaction: createTransact({
      pool,
      random,
      onHookError(error) {
        if (logger)
          logger.error(
            { err: error },
            'a hook that runs after a transaction failed; the transaction itself is not affected',
          );
        else process.emitWarning(error instanceof Error ? error : String(error));
      },
    }),
    within: (limitMs) => createPoolSql(pool, random, limitMs),
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
