import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolConnection } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import { combineStatements } from './combine-statements.ts';
import { isRetryable } from './errors.ts';
import type { Sql } from './sql.ts';

/**
 * Statements that are issued in one turn, with `Promise.all`, go to the server together, in their order, and are one
 * round trip; when one fails, all of them fail with its error.
 */
export interface Tx extends Sql {
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
  const { tx, hooks, hasBegun, end } = openTx(connection);
  try {
    const result = await work(tx);
    end();
    if (hasBegun()) await connection.query('COMMIT');
    connection.release();
    return { result, hooks };
  } catch (error) {
    end();
    await rollBack(connection);
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
  const { hasBegun, end, ...sql } = combineStatements(connection, 'START TRANSACTION');
  const hooks: (() => void)[] = [];
  const tx: Tx = {
    ...sql,
    onCommit(hook) {
      hooks.push(hook);
    },
  };
  return { tx, hooks, hasBegun, end };
}

function runHook(hook: () => void, onError: (error: unknown) => void): void {
  try {
    hook();
  } catch (error) {
    onError(error);
  }
}
