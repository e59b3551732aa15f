import { createHash } from 'node:crypto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { errorNumber } from './errors.ts';
import { requireAscii } from './format-sql.ts';

/** How far the migration has come that is under way; a server cannot undo the statements that change tables. */
export const PROGRESS_TABLE = `CREATE TABLE IF NOT EXISTS __migration_progress (
  migration_time BIGINT NOT NULL, position INT NOT NULL, hash CHAR(64) NOT NULL, is_done TINYINT NOT NULL,
  PRIMARY KEY (migration_time, position))`;

/** What a change of tables says when it has been made: table, column, key, foreign key or CHECK is there, or is gone. */
const ALREADY_MADE = new Set([1050, 1051, 1060, 1061, 1068, 1091, 1826, 3822]);

interface Step extends RowDataPacket {
  readonly position: number;
  readonly hash: string;
  readonly is_done: number;
}

export interface Statements {
  readonly statements: readonly string[];
  /** Identifies the migration among those of its folder. */
  readonly time: number;
  /** Names it in errors. */
  readonly number: string;
}

/**
 * Executes the statements of a migration that were not executed before. Throws what the server says, with the statement
 * that failed named, or that a statement was changed after it had been executed.
 */
export async function applyStatements(connection: Connection, { statements, time, number }: Statements): Promise<void> {
  const [steps] = await connection.query<Step[]>(
    'SELECT position, hash, is_done FROM __migration_progress WHERE migration_time = ?',
    [time],
  );
  const known = new Map(steps.map((step) => [step.position, step]));
  for (const [position, statement] of statements.entries()) {
    const hash = createHash('sha256').update(statement.trim()).digest('hex');
    const step = known.get(position);
    const name = `statement ${position + 1} of migration ${number}`;
    if (step?.is_done === 1 && step.hash !== hash)
      throw new Error(`The ${name} was changed after it had been executed; restore it`);
    if (step?.is_done === 1) continue;
    requireAscii(statement);
    try {
      await execute(connection, statement, [time, position, hash], step?.hash === hash);
    } catch (error) {
      throw new Error(`The ${name} failed: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

/** Notes before that it begins, and after, in one transaction with it where it changes rows, that it is done. */
async function execute(
  connection: Connection,
  statement: string,
  step: readonly [time: number, position: number, hash: string],
  wasBegun: boolean,
): Promise<void> {
  await note(connection, step, 0);
  await connection.beginTransaction();
  try {
    await connection.query(statement);
  } catch (error) {
    const number = errorNumber(error);
    // A process may end after the server has changed a table, and before it could note that.
    if (!wasBegun || number === undefined || !ALREADY_MADE.has(number)) {
      await connection.rollback();
      // What the server has refused was not begun.
      await connection.query(
        'DELETE FROM __migration_progress WHERE migration_time = ? AND position = ?',
        step.slice(0, 2),
      );
      throw error;
    }
  }
  await note(connection, step, 1);
  await connection.commit();
}

async function note(connection: Connection, step: readonly unknown[], isDone: 0 | 1): Promise<void> {
  await connection.query('REPLACE INTO __migration_progress (migration_time, position, hash, is_done) VALUES (?)', [
    [...step, isDone],
  ]);
}
