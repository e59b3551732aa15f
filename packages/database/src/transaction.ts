import { setTimeout as pause } from 'node:timers/promises';
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { isRetryable } from './errors.ts';
import { createSql, type Sql } from './sql.ts';

export interface Tx extends Sql {
  readonly orm: MySql2Database;
  /** Runs after COMMIT has succeeded, and never after a rollback. Must not throw. */
  onCommit(hook: () => void): void;
}

export interface TransactionOptions {
  /** How often work that met a deadlock, a lock timeout or a changed row is done again, each time from the start. Default 3. */
  readonly retries?: number;
}

export type Transact = <T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions) => Promise<T>;

const FIRST_PAUSE_MS = 5;

/** READ COMMITTED transactions on `pool`; `random` spreads the retries of rivals. */
export function createTransact(pool: Pool, random: () => number): Transact {
  return async (work, { retries = 3 } = {}) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(pool, work);
      } catch (error) {
        if (attempt >= retries || !isRetryable(error)) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + random()));
      }
    }
  };
}

async function once<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  const hooks: (() => void)[] = [];
  let result: T;
  try {
    // One round trip where two statements would be two: the isolation level holds for the next transaction only.
    await begin(connection);
    result = await work(createTx(connection, hooks));
    await connection.query('COMMIT');
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
  connection.release();
  for (const hook of hooks) hook();
  return result;
}

async function begin(connection: PoolConnection): Promise<void> {
  await connection.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
  await connection.query('START TRANSACTION');
}

/** A connection that cannot even roll back is in an unknown state: it must not serve anybody else. */
async function rollBack(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('ROLLBACK');
    connection.release();
  } catch {
    // The caller is told why the work failed; that the connection is gone as well adds nothing to it.
    connection.destroy();
  }
}

function createTx(connection: PoolConnection, hooks: (() => void)[]): Tx {
  let orm: MySql2Database | undefined;
  return {
    ...createSql(connection),
    get orm() {
      orm ??= drizzle(connection);
      return orm;
    },
    onCommit(hook) {
      hooks.push(hook);
    },
  };
}
