import { CallerGone, type Limit } from '@rushgraph/concurrency';
import type { PoolConnection } from 'mysql2';
import type { Pool } from 'mysql2/promise';
import { limitAnswer, NoAnswer } from './no-answer.ts';
import { prepared } from './prepare-connection.ts';

/** There is no connection: the server is away, refuses us or has a wrong clock, or too many callers wait. No statement has run. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
}

/** A connection of the pool. The driver's own refusals carry no code ("Queue limit reached."), so all get one type here. */
export async function acquire(pool: Pool, limit: Limit = limitAnswer(undefined)): Promise<PoolConnection> {
  try {
    return await limit.wait(acquirePrepared(pool, limit));
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof CallerGone) throw error;
    throw new NoConnection(`No connection to the database: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

async function acquirePrepared(pool: Pool, limit: Limit): Promise<PoolConnection> {
  const connection = await new Promise<PoolConnection>((resolve, reject) => {
    pool.pool.getConnection((error, given) => {
      if (error) reject(error);
      else resolve(given);
    });
  });
  await prepared(connection);
  // Nobody waits for it any more.
  if (limit.isOver()) connection.release();
  return connection;
}
