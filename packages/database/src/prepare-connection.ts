import type { Connection, RowDataPacket } from 'mysql2';
import type { Pool } from 'mysql2/promise';

/** Times of the server and of this process meet in leases and in what is overdue. */
const MAX_CLOCK_SKEW_MS = 60_000;

/**
 * What every connection goes by, whatever the server's own settings are: READ COMMITTED, UTC, and the strictness of
 * MySQL 8.4, in which a backslash escapes. Statements are ASCII, and the server is told to expect one byte a character:
 * with utf8mb4 it would ask of every character of every literal how long it is, a tenth of its work when many rows are
 * written. Literals and results are utf8mb4 all the same.
 */
const SET_UP = `SET SESSION transaction_isolation = 'READ-COMMITTED', character_set_client = latin1, time_zone = '+00:00',
  sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`;

const preparations = new WeakMap<object, Promise<void>>();

/** Sets up each connection of the pool once, before any statement of a caller, instead of once per transaction. */
export function prepareConnections(pool: Pool, now: () => Date): void {
  pool.pool.on('connection', (connection) => {
    const preparation = prepare(connection, now).catch((error: unknown) => {
      connection.destroy();
      throw error;
    });
    // Whoever acquires the connection is told.
    preparation.catch(() => undefined);
    preparations.set(connection, preparation);
  });
}

/** Resolves once the connection may be used; rejects when the server must not be used, and the connection is closed. */
export async function prepared(connection: object): Promise<void> {
  await preparations.get(connection);
  preparations.delete(connection);
}

function prepare(connection: Connection, now: () => Date): Promise<void> {
  const before = now().getTime();
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[][]>(`${SET_UP}; SELECT UTC_TIMESTAMP(3) AS at`, (error, results) => {
      if (error) return reject(error);
      const at: unknown = results[1]?.[0]?.at;
      if (!(at instanceof Date)) return reject(new Error('The server does not tell the time'));
      const problem = skewProblem(at.getTime(), before, now().getTime());
      return problem === undefined ? resolve() : reject(new Error(problem));
    });
  });
}

/** The server looked at its clock between our two looks at ours. */
function skewProblem(at: number, before: number, after: number): string | undefined {
  const skewMs = at > after ? at - after : Math.min(at - before, 0);
  if (Math.abs(skewMs) <= MAX_CLOCK_SKEW_MS) return undefined;
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return `its clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this computer's; set both by a time server`;
}
