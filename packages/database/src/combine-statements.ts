import type { PoolConnection, RowDataPacket } from 'mysql2';
import { formatSql } from './format-sql.ts';
import { type Lists, type Result, sendAll, sendForLists } from './send.ts';
import type { Sql } from './sql.ts';

type Answer = Result | Lists;

interface Waiting {
  readonly text: string;
  readonly asLists: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface CombinedSql extends Sql {
  /** Whether the server was told anything yet. */
  hasBegun(): boolean;
  /** Takes no more statements, and none that waits is sent: what comes next ends the transaction. */
  end(): void;
}

/** The server refuses packets of 16 MB and more. */
const MAX_PACKET_CHARACTERS = 4_000_000;
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

  function issue(statement: string, values: readonly unknown[], asLists: boolean): Promise<Answer> {
    const text = formatSql(statement, values);
    return new Promise((resolve, reject) => {
      if (hasEnded) return reject(new Error(TOO_LATE));
      waiting.push({ text, asLists, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      queueMicrotask(sendWaiting);
    });
  }

  async function sendWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const packet = waiting.splice(0, fitting(waiting));
      const before = hasBegun ? [] : [first];
      const texts = [...before, ...packet.map(({ text }) => text)];
      hasBegun = true;
      try {
        const asLists = packet.some((one) => one.asLists);
        const answers = await (asLists ? sendForLists(connection, texts) : sendAll(connection, texts));
        for (const [index, { resolve }] of packet.entries()) resolve(answers[before.length + index] ?? []);
      } catch (error) {
        // Those that wait were issued in the belief that all before them would be run; a deadlock has ended the transaction.
        for (const { reject } of [...packet, ...waiting.splice(0)]) reject(error);
      }
    }
    isBusy = false;
  }

  return {
    async rows<T>(statement: string, values: readonly unknown[] = []) {
      const answer = await issue(statement, values, false);
      if (Array.isArray(answer)) return answer as (T & RowDataPacket)[];
      // Another statement of its packet was to give lists.
      if ('names' in answer) return objectsOf<T>(answer);
      throw new Error('A statement that should return rows returned none');
    },
    async lists(statement, values = []) {
      const answer = await issue(statement, values, true);
      if ('names' in answer) return answer.rows;
      throw new Error('A statement that should return rows returned none');
    },
    async run(statement, values = []) {
      const answer = await issue(statement, values, false);
      if (Array.isArray(answer) || 'names' in answer) return { affectedRows: 0, insertId: 0 };
      const { affectedRows, insertId } = answer;
      return { affectedRows, insertId };
    },
    hasBegun: () => hasBegun,
    end() {
      hasEnded = true;
      for (const { reject } of waiting.splice(0)) reject(new Error(TOO_LATE));
    },
  };
}

function objectsOf<T>({ rows, names }: Lists): T[] {
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])) as T);
}

/** How many of the first statements fit one packet; always at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let characters = 0;
  const index = waiting.findIndex(({ text }) => {
    characters += text.length;
    return characters > MAX_PACKET_CHARACTERS;
  });
  return index < 0 ? waiting.length : Math.max(index, 1);
}
