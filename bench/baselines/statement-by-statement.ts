import type { Database, Sql } from '@rushgraph/database';
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';

/** A transaction as the original's driver sends it: each statement is a round trip, the beginning and the end too. */
export async function statementByStatement<T>({ pool }: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const result = await work({
      async rows<Row>(statement: string, values: readonly unknown[] = []) {
        const [rows] = await connection.query<(Row & RowDataPacket)[]>(statement, [...values]);
        return rows;
      },
      async lists(statement, values = []) {
        const options = { sql: statement, values: [...values], rowsAsArray: true };
        const [rows] = await connection.query<RowDataPacket[][]>(options);
        return rows;
      },
      async run(statement, values = []) {
        const [{ affectedRows, insertId }] = await connection.query<ResultSetHeader>(statement, [...values]);
        return { affectedRows, insertId };
      },
    });
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}
