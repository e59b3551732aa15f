import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';

export interface Written {
  /** Rows that the WHERE matched (the driver asks for found rows), so a guarded update says 0 or more exactly. */
  readonly affectedRows: number;
  readonly insertId: number;
}

/** Statements with `?` values; `VALUES ?` takes a nested array for many rows. Text protocol: batches go in one packet. */
export interface Sql {
  rows<T>(statement: string, values?: readonly unknown[]): Promise<T[]>;
  run(statement: string, values?: readonly unknown[]): Promise<Written>;
}

/** Statements through a pool or one of its connections. */
export function createSql(client: Pool | PoolConnection): Sql {
  return {
    async rows<T>(statement: string, values: readonly unknown[] = []) {
      const [rows] = await client.query<(T & RowDataPacket)[]>(statement, [...values]);
      return rows;
    },
    async run(statement, values = []) {
      const [{ affectedRows, insertId }] = await client.query<ResultSetHeader>(statement, [...values]);
      return { affectedRows, insertId };
    },
  };
}
