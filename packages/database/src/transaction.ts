import { setTimeout as pause } from 'node:timers/promises';
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import { isRetryable } from './errors.ts';
import { createSql, type Sql } from './sql.ts';

export interface Tx extends Sql {
  readonly orm: MySql2Database;
  /** Runs after COMMIT has succeeded, and never after a rollback. Cannot undo anything: if it throws, that is reported and no more. */
  onCommit(hook: () => void): void;
}

export interface TransactionOptions {
  /** How often work that met a deadlock, a lock timeout or a changed row is done again, each time from the start. Default 3. */
  readonly retries?: number;
}

export type Transact = <T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions) => Promise<T>;

interface TransactDeps {
  readonly pool: Pool;
  /** Spreads the retries of rivals: 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Told of a commit hook that threw; the transaction itself stands. */
  readonly onHookError: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 5;

/** Transactions on the connections of `pool`, at the isolation level that the pool gave them. */
export function createTransact({ pool, random, onHookError }: TransactDeps): Transact {
  return async (work, { retries = 3 } = {}) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { result, hooks } = await attemptOn(await acquire(pool), work);
        for (const hook of hooks) runHook(hook, onHookError);
        return result;
      } catch (error) {
        if (attempt >= retries || !isRetryable(error)) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + random()));
      }
    }
  };
}

async function attemptOn<T>(connection: PoolConnection, work: (tx: Tx) => Promise<T>) {
  await begin(connection);
  const { tx, hooks, end } = openTx(connection);
  try {
    const result = await work(tx);
    end();
    await connection.query('COMMIT');
    connection.release();
    return { result, hooks };
  } catch (error) {
    end();
    await rollBack(connection);
    throw error;
  }
}

/** Whoever cannot even begin must not go back to the pool: the next caller would write outside a transaction. */
async function begin(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('START TRANSACTION');
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

async function rollBack(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('ROLLBACK');
    connection.release();
  } catch {
    // The caller is told why the work failed. Closing the connection makes the server roll back.
    connection.destroy();
  }
}

function openTx(connection: PoolConnection) {
  const sql = createSql(connection);
  const hooks: (() => void)[] = [];
  let orm: MySql2Database | undefined;
  let open = true;

  /** A statement that nobody awaited would otherwise run in the middle of the connection's next transaction. */
  function mustBeOpen(): void {
    if (!open) throw new Error('The transaction has ended: a statement in it was not awaited, or its tx was kept');
  }

  const tx: Tx = {
    async rows(statement, values) {
      mustBeOpen();
      return sql.rows(statement, values);
    },
    async run(statement, values) {
      mustBeOpen();
      return sql.run(statement, values);
    },
    get orm() {
      mustBeOpen();
      orm ??= drizzle(connection);
      return orm;
    },
    onCommit(hook) {
      mustBeOpen();
      hooks.push(hook);
    },
  };
  return {
    tx,
    hooks,
    end() {
      open = false;
    },
  };
}

function runHook(hook: () => void, onError: (error: unknown) => void): void {
  try {
    hook();
  } catch (error) {
    onError(error);
  }
}
