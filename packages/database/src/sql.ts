import type { Limit } from '@rushgraph/concurrency';
import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Pool } from 'mysql2/promise';
import { acquire } from './acquire.ts';
import { isDeadlock } from './errors.ts';
import { formatSql } from './format-sql.ts';
import { limitAnswerForCaller } from './no-answer.ts';
import { send, sendForLists } from './send.ts';
import { tryAgain } from './try-again.ts';

export interface Written {
  /** Rows that the WHERE matched (the driver asks for found rows), so a guarded update says 0 or more exactly. */
  readonly affectedRows: number;
  readonly insertId: number;
}

/**
 * Statements with `?` values: a list is `a, b`, so `IN (?)`; a list of lists `(a, b), (c, d)`, so `VALUES ?`. Text
 * protocol: batches go in one packet.
 */
export interface Sql {
  rows<T>(statement: string, values?: readonly unknown[]): Promise<T[]>;
  /** Rows as lists of values in the order of the columns: what the query builder reads. */
  lists(statement: string, values?: readonly unknown[]): Promise<readonly unknown[][]>;
  run(statement: string, values?: readonly unknown[]): Promise<Written>;
}

/** Statements through one connection. */
function createSql(connection: PoolConnection): Sql {
  return {
    rows: <T>(statement: string, values: readonly unknown[] = []) =>
      send<(T & RowDataPacket)[]>(connection, formatSql(statement, values)),
    async lists(statement, values = []) {
      const [answer] = await sendForLists(connection, [formatSql(statement, values)]);
      if (answer === undefined || !('names' in answer))
        throw new Error('A statement that should return rows returned none');
      return answer.rows;
    },
    async run(statement, values = []) {
      const { affectedRows, insertId } = await send<ResultSetHeader>(connection, formatSql(statement, values));
      return { affectedRows, insertId };
    },
  };
}

const RETRIES = 3;

/**
 * Statements of their own, each on whatever connection is free, and each within the limit if there is one and the time
 * that its caller waits: one who has left has none begun. The victim of a deadlock, all of which the server has undone, is
 * sent again, as a transaction is.
 */
export function createPoolSql(pool: Pool, random: () => number, limitMs?: number): Sql {
  async function on<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const limit = limitAnswerForCaller(limitMs);
    try {
      return await tryAgain(() => once(work, limit), { retries: RETRIES, isWorthIt: isDeadlock, random });
    } finally {
      limit.end();
    }
  }
  async function once<T>(work: (sql: Sql) => Promise<T>, limit: Limit): Promise<T> {
    const connection = await acquire(pool, limit);
    try {
      return await limit.wait(work(createSql(connection)));
    } finally {
      if (limit.isOver()) connection.destroy();
      else connection.release();
    }
  }
  return {
    rows: (statement, values) => on((sql) => sql.rows(statement, values)),
    lists: (statement, values) => on((sql) => sql.lists(statement, values)),
    run: (statement, values) => on((sql) => sql.run(statement, values)),
  };
}
