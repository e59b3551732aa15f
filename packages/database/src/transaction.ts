import type { Limit } from '@rushgraph/concurrency';
import type { PoolConnection } from 'mysql2';
import type { Pool } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import { combineStatements } from './combine-statements.ts';
import { isRetryable } from './errors.ts';
import { limitAnswer, orCallersTime } from './no-answer.ts';
import { send } from './send.ts';
import type { Sql } from './sql.ts';
import { tryAgain } from './try-again.ts';

/**
 * Statements that are issued in one turn, with `Promise.all`, go to the server together, in their order, and are one
 * round trip; when one fails, all of them fail with its error.
 */
export interface Tx extends Sql {
  /** Runs after COMMIT has succeeded, and never after a rollback. Cannot undo anything: if it throws, that is reported and no more. */
  onCommit(hook: () => void): void;
  /** Runs after COMMIT or ROLLBACK, whichever it was, and at once when the transaction is over. If it throws, as above. */
  onEnd(hook: () => void): void;
}

export interface TransactionOptions {
  /** How often work that met a deadlock, a lock timeout or a changed row is done again, each time from the start. Default 3. */
  readonly retries?: number;
  /**
   * How long all of it may take, waiting for a connection included; then it fails with NoAnswer and its connection is
   * closed. When COMMIT was under way, it may have taken effect. Default: no limit.
   */
  readonly limitMs?: number;
}

export type Transact = <T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions) => Promise<T>;

interface TransactDeps {
  readonly pool: Pool;
  /** Spreads the retries of rivals: 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Told of a hook that threw; what became of the transaction stands. */
  readonly onHookError: (error: unknown) => void;
}

/** Transactions on the connections of `pool`, at the isolation level that the pool gave them. */
export function createTransact({ pool, random, onHookError }: TransactDeps): Transact {
  return async (work, { retries = 3, limitMs } = {}) => {
    const limit = limitAnswer(limitMs);
    try {
      const attempt = async () => attemptOn(await acquireForCaller(pool, limit), work, limit, onHookError);
      return await tryAgain(attempt, { retries, isWorthIt: isRetryable, random });
    } finally {
      limit.end();
    }
  };
}

/** Nothing is begun for a caller who has left; what has begun comes to its end, whoever leaves. */
async function acquireForCaller(pool: Pool, limit: Limit): Promise<PoolConnection> {
  // The limit goes on for what comes after.
  const waiting = orCallersTime({ ...limit, end: () => undefined });
  try {
    return await acquire(pool, waiting);
  } finally {
    waiting.end();
  }
}

async function attemptOn<T>(
  connection: PoolConnection,
  work: (tx: Tx) => Promise<T>,
  limit: Limit,
  onHookError: (error: unknown) => void,
): Promise<T> {
  const { tx, hasBegun, end, runHooks } = openTx(connection, onHookError);
  let result: T;
  try {
    result = await limit.wait(work(tx));
    end();
    if (hasBegun()) await limit.wait(send(connection, 'COMMIT'));
    connection.release();
  } catch (error) {
    end();
    await rollBack(connection, limit);
    runHooks('rolled back');
    throw error;
  }
  runHooks('committed');
  return result;
}

async function rollBack(connection: PoolConnection, limit: Limit): Promise<void> {
  try {
    await limit.wait(send(connection, 'ROLLBACK'));
    connection.release();
  } catch {
    // The caller is told why the work failed. Closing the connection makes the server roll back.
    connection.destroy();
  }
}

function openTx(connection: PoolConnection, onHookError: (error: unknown) => void) {
  const { hasBegun, end, ...sql } = combineStatements(connection, 'START TRANSACTION');
  const commitHooks: (() => void)[] = [];
  const endHooks: (() => void)[] = [];
  let isOver = false;
  const tx: Tx = {
    ...sql,
    onCommit(hook) {
      commitHooks.push(hook);
    },
    onEnd(hook) {
      if (isOver) runHook(hook, onHookError);
      else endHooks.push(hook);
    },
  };
  function runHooks(outcome: 'committed' | 'rolled back'): void {
    isOver = true;
    for (const hook of outcome === 'committed' ? [...commitHooks, ...endHooks] : endHooks) runHook(hook, onHookError);
  }
  return { tx, hasBegun, end, runHooks };
}

function runHook(hook: () => void, onError: (error: unknown) => void): void {
  try {
    hook();
  } catch (error) {
    onError(error);
  }
}
