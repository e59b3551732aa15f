import type { Database } from '@rushgraph/database';
import type { RowDataPacket } from 'mysql2/promise';

/** Read-only statements that all see one moment of the database. */
export interface Snapshot {
  rows<T>(statement: string, values?: readonly unknown[]): Promise<T[]>;
  /** The only row of an aggregate, as numbers; what sums up nothing is 0. */
  figures<Name extends string>(statement: string, values?: readonly unknown[]): Promise<Record<Name, number>>;
}

/**
 * Reads in one consistent snapshot: whatever a service writes in one transaction is seen whole or not at all, so an
 * invariant within one database cannot look broken because somebody is at work.
 */
export async function inSnapshot<T>(database: Database, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const connection = await database.pool.getConnection();
  try {
    await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    async function rows<R>(statement: string, values: readonly unknown[] = []): Promise<R[]> {
      const [found] = await connection.query<(R & RowDataPacket)[]>(statement, [...values]);
      return found;
    }
    return await read({
      rows,
      async figures(statement, values) {
        const [row] = await rows<Record<string, unknown>>(statement, values);
        if (row === undefined) throw new Error('An aggregate has no row');
        return numbersOf(row);
      },
    });
  } finally {
    // Closed rather than given back: that ends the snapshot whatever has happened.
    connection.destroy();
  }
}

/** Sums come as texts, because they may be larger than a number of JavaScript. */
function numbersOf(row: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value ?? 0)]));
}
