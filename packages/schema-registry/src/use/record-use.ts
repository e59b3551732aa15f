import type { Database, Sql } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { operation, operationUse } from '../db/schema.ts';
import { type DescribedOperation, isPart } from './describe-operation.ts';
import { EVERYTHING } from './read-use.ts';

/** How often a client has sent an operation since it was recorded last. */
export interface Use {
  readonly hash: string;
  readonly client: string;
  readonly uses: number;
}

/**
 * Stands for operations that there was no room to describe. It uses everything, so nothing that one of them may use is
 * taken for unused.
 */
export const ANY: DescribedOperation = {
  hash: 'other',
  name: null,
  kind: 'other',
  coordinates: [EVERYTHING],
  text: null,
};

export interface Recording {
  readonly uses: readonly Use[];
  readonly fresh: readonly DescribedOperation[];
  /** The hour that the uses count for is that of this instant. */
  readonly at: Date;
  /** Throws NoAnswer after so long; what it was to do may still happen. */
  readonly limitMs?: number;
}

const HOUR_MS = 3_600_000;
const USE_COLUMNS = columnsOf(operationUse, 'hour', 'operationHash', 'client', 'uses');
const OPERATION_COLUMNS = columnsOf(operation, 'hash', 'name', 'kind', 'coordinates', 'text');

/**
 * Adds to what is known of use: one statement, and before it one for operations that are `fresh` to who records. Rows are
 * written in one order, so that gateways that record at the same time wait for each other instead of in a circle.
 */
export async function recordUse(database: Database, { uses, fresh, at, limitMs }: Recording): Promise<void> {
  if (uses.length === 0) return;
  const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  const rows = uses
    .map(({ hash, client, uses: count }) => [hour, hash, client, count] as const)
    .sort((left, right) => (`${left[1]} ${left[2]}` < `${right[1]} ${right[2]}` ? -1 : 1));
  const add = (through: Sql) =>
    through.run(
      `INSERT INTO operation_use (${USE_COLUMNS}) VALUES ? ON DUPLICATE KEY UPDATE uses = uses + VALUES(uses)`,
      [rows],
    );
  if (fresh.length === 0) await add(limitMs === undefined ? database : database.within(limitMs));
  else
    await database.transaction(
      (tx) => Promise.all([describe(tx, fresh), add(tx)]),
      limitMs === undefined ? {} : { limitMs },
    );
}

function describe(through: Sql, fresh: readonly DescribedOperation[]): Promise<unknown> {
  const rows = [...fresh]
    .sort((left, right) => (left.hash < right.hash ? -1 : 1))
    .map(({ hash, name, kind, coordinates, text }) => [hash, name, kind, JSON.stringify(coordinates), text]);
  return through.run(
    `INSERT INTO operation (${OPERATION_COLUMNS}) VALUES ? ON DUPLICATE KEY UPDATE hash = VALUES(hash)`,
    [rows],
  );
}

/** Those of the operations for which there is no room: that are not described, when others are as many as there may be. For parts there always is. */
export async function undescribedOf(
  sql: Sql,
  operations: readonly DescribedOperation[],
  most: number,
): Promise<readonly DescribedOperation[]> {
  const [row] = await sql.rows<{ described: number }>('SELECT COUNT(*) AS described FROM operation');
  if ((row?.described ?? 0) + operations.length <= most) return [];
  const others = operations.filter((operation) => operation.hash !== ANY.hash && !isPart(operation));
  if (others.length === 0) return [];
  const hashes = others.map(({ hash }) => hash);
  const rows = await sql.rows<{ hash: string }>('SELECT hash FROM operation WHERE hash IN (?)', [hashes]);
  const described = new Set(rows.map(({ hash }) => hash));
  return others.filter(({ hash }) => !described.has(hash));
}

/** The texts that were used most since then, most used first. */
export async function mostUsedTexts(sql: Sql, since: Date, count: number): Promise<readonly string[]> {
  const rows = await sql.rows<{ text: string }>(
    `SELECT o.text FROM operation o JOIN operation_use u ON u.operation_hash = o.hash
     WHERE u.hour >= ? AND o.text IS NOT NULL AND o.kind <> 'subscription'
     GROUP BY o.hash, o.text ORDER BY SUM(u.uses) DESC, o.hash LIMIT ?`,
    [since, count],
  );
  return rows.map(({ text }) => text);
}

/**
 * Forgets a bounded part of what was used before then; answers whether there may be more. An operation goes with the last
 * of its uses, so who records describes it anew in every hour.
 */
export async function forgetUse(sql: Sql, before: Date, limit: number): Promise<boolean> {
  const uses = await sql.run('DELETE FROM operation_use WHERE hour < ? LIMIT ?', [before, limit]);
  const operations = await sql.run(
    `DELETE FROM operation
     WHERE NOT EXISTS (SELECT 1 FROM operation_use u WHERE u.operation_hash = operation.hash) LIMIT ?`,
    [limit],
  );
  return uses.affectedRows === limit || operations.affectedRows === limit;
}
