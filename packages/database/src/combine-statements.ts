import type { Connection, QueryResult } from 'mysql2';
import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { formatSql } from './format-sql.ts';
import type { Sql } from './sql.ts';

type Result = RowDataPacket[] | ResultSetHeader;

interface Waiting {
  readonly text: string;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface CombinedSql extends Sql {
  /** Whether the server was told anything yet. */
  hasBegun(): boolean;
  /** Takes no more statements, and none that waits is sent: what comes next ends the transaction. */
  end(): void;
}

/** The server refuses packets of 16 MB and more. */
const MOST_CHARACTERS = 4_000_000;
/** On a line of its own: a statement may end in a comment. */
const SEPARATOR = '\n; ';
const TOO_LATE = 'The transaction has ended: a statement in it was not awaited, or its tx was kept';

/**
 * Statements through one connection, those that are issued in one turn (with `Promise.all`) in one packet: a round trip
 * costs as much as some rows. `first` goes ahead of the first of them. When one fails those after it are not run, and all
 * of the packet fail with its error.
 */
export function combineStatements(connection: PoolConnection, first: string): CombinedSql {
  const waiting: Waiting[] = [];
  let hasBegun = false;
  let isBusy = false;
  let hasEnded = false;

  function issue(statement: string, values: readonly unknown[]): Promise<Result> {
    const text = formatSql(statement, values);
    return new Promise((resolve, reject) => {
      if (hasEnded) return reject(new Error(TOO_LATE));
      waiting.push({ text, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      queueMicrotask(sendAll);
    });
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const packet = waiting.splice(0, fitting(waiting));
      const texts = packet.map(({ text }) => text);
      const before = hasBegun ? [] : [first];
      hasBegun = true;
      try {
        const results = await query([...before, ...texts]);
        for (const [index, { resolve }] of packet.entries()) resolve(results[before.length + index] ?? []);
      } catch (error) {
        // Those that wait were issued in the belief that all before them would be run; a deadlock has ended the transaction.
        for (const { reject } of [...packet, ...waiting.splice(0)]) reject(error);
      }
    }
    isBusy = false;
  }

  /** The results of several statements come as a list, that of one by itself. */
  async function query(texts: readonly string[]): Promise<readonly Result[]> {
    if (texts.length === 1) return [await send<RowDataPacket[] | ResultSetHeader>(connection, texts[0] ?? '')];
    return send<Result[] & RowDataPacket[][]>(connection, texts.join(SEPARATOR));
  }

  return {
    async rows<T>(statement: string, values: readonly unknown[] = []) {
      const result = await issue(statement, values);
      if (!Array.isArray(result)) throw new Error('A statement that was to read rows has read none');
      return result as (T & RowDataPacket)[];
    },
    async run(statement, values = []) {
      const result = await issue(statement, values);
      if (Array.isArray(result)) return { affectedRows: 0, insertId: 0 };
      const { affectedRows, insertId } = result;
      return { affectedRows, insertId };
    },
    hasBegun: () => hasBegun,
    end() {
      hasEnded = true;
      for (const { reject } of waiting.splice(0)) reject(new Error(TOO_LATE));
    },
  };
}

/**
 * Sends a text that needs no values. The driver's promises would note the stack for each, at the cost of a short statement,
 * and here it tells nothing.
 */
export function send<T extends QueryResult>({ connection }: PoolConnection, text: string): Promise<T> {
  // Its type says that it, too, is one of promises.
  const plain = connection as unknown as Connection;
  return new Promise((resolve, reject) => {
    plain.query<T>(text, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** How many of the first statements fit one packet; always at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let characters = 0;
  const index = waiting.findIndex(({ text }) => {
    characters += text.length;
    return characters > MOST_CHARACTERS;
  });
  return index < 0 ? waiting.length : Math.max(index, 1);
}
