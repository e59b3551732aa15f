import type { Pool, PoolConnection } from 'mysql2/promise';
import { createLimit, type Limit, NoAnswer } from './limit.ts';
import { prepared } from './prepare-connection.ts';

/** There is no connection: the server is away, refuses us or has a wrong clock, or too many callers wait. No statement has run. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
}

/** A connection of the pool. The driver's own refusals carry no code ("Queue limit reached."), so all get one type here. */
export async function acquire(pool: Pool, limit: Limit = createLimit(undefined)): Promise<PoolConnection> {
  try {
    return await limit.wait(
      pool.getConnection().then(async (connection) => {
        await prepared(connection.connection);
        if (limit.isOver()) connection.release();
        return connection;
      }),
    );
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    throw new NoConnection(`No connection to the database: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
