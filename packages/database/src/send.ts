import type { FieldPacket, PoolConnection, QueryResult, ResultSetHeader, RowDataPacket } from 'mysql2';

/** What one statement gives: rows, or what it has written. */
export type Result = RowDataPacket[] | ResultSetHeader;

/**
 * Sends a text that needs no values. The driver's promises would note the stack for each, at the cost of a short statement,
 * and here it tells nothing.
 */
export function send<T extends QueryResult>(connection: PoolConnection, text: string): Promise<T> {
  return new Promise((resolve, reject) => {
    connection.query<T>(text, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** Sends statements in one packet; each gives its result, with rows as objects. */
export async function sendAll(connection: PoolConnection, texts: readonly string[]): Promise<readonly Result[]> {
  // The results of several statements come as a list, that of one by itself.
  if (texts.length === 1) return [await send<Result>(connection, texts[0] ?? '')];
  return send<Result[] & RowDataPacket[][]>(connection, join(texts));
}

/** A list of values for each row, in the order of the columns; and the names of these. */
export interface Lists {
  readonly rows: readonly unknown[][];
  readonly names: readonly string[];
}

/** As `sendAll`, with rows as lists: names of columns that are joined may be the same. */
export function sendForLists(
  connection: PoolConnection,
  texts: readonly string[],
): Promise<readonly (Lists | ResultSetHeader)[]> {
  return new Promise((resolve, reject) => {
    connection.query<QueryResult>({ sql: join(texts), rowsAsArray: true }, (error, result, fields) => {
      if (error) return reject(error);
      const results: readonly unknown[] = texts.length > 1 && Array.isArray(result) ? result : [result];
      const columns: readonly unknown[] = texts.length > 1 ? fields : [fields];
      resolve(results.map((one, index) => answerOf(one, columns[index])));
    });
  });
}

/** On a line of its own: a statement may end in a comment. */
function join(texts: readonly string[]): string {
  return texts.join('\n; ');
}

function answerOf(result: unknown, columns: unknown): Lists | ResultSetHeader {
  if (isHeader(result)) return result;
  if (!isRows(result) || !isFields(columns)) throw new Error('The driver returned neither rows nor a write result');
  return { rows: result, names: columns.map(({ name }) => name) };
}

function isHeader(result: unknown): result is ResultSetHeader {
  return typeof result === 'object' && result !== null && 'affectedRows' in result;
}

function isRows(result: unknown): result is unknown[][] {
  return Array.isArray(result) && result.every(Array.isArray);
}

function isFields(columns: unknown): columns is readonly FieldPacket[] {
  return Array.isArray(columns);
}
