import type { Sql } from '@rushgraph/database';

/** How often clients sent one operation within a time. */
export interface OperationUse {
  readonly hash: string;
  readonly name: string | null;
  /** Null where it is not kept. */
  readonly text: string | null;
  readonly coordinates: readonly string[];
  readonly clients: readonly ClientUse[];
}

export interface ClientUse {
  readonly client: string;
  readonly uses: number;
}

interface UseRow {
  readonly hash: string;
  readonly name: string | null;
  readonly text: string | null;
  readonly coordinates: string | readonly string[] | null;
  readonly client: string;
  readonly uses: number | string;
}

/**
 * The operations used since then that use one of these coordinates, or of which nobody knows what they use; most used
 * first. There must be at least one coordinate.
 */
export async function readUse(
  sql: Sql,
  { since, coordinates }: { readonly since: Date; readonly coordinates: readonly string[] },
): Promise<readonly OperationUse[]> {
  const rows = await sql.rows<UseRow>(
    `SELECT u.operation_hash AS hash, o.name, o.text, o.coordinates, u.client, u.uses
     FROM (SELECT operation_hash, client, SUM(uses) AS uses FROM operation_use WHERE hour >= ?
           GROUP BY operation_hash, client) u
     LEFT JOIN operation o ON o.hash = u.operation_hash
     WHERE o.hash IS NULL OR JSON_OVERLAPS(o.coordinates, ?)
     ORDER BY u.uses DESC, u.operation_hash, u.client`,
    [since, JSON.stringify([...coordinates, EVERYTHING])],
  );
  const operations = new Map<string, OperationUse & { readonly clients: ClientUse[] }>();
  for (const { hash, name, text, coordinates: used, client, uses } of rows) {
    const known = operations.get(hash) ?? { hash, name, text, coordinates: listOf(used), clients: [] };
    known.clients.push({ client, uses: Number(uses) });
    operations.set(hash, known);
  }
  return [...operations.values()];
}

/** What an operation uses of which nobody knows what it uses. */
export const EVERYTHING = '*';

/** MariaDB keeps JSON as text, and MySQL does not. */
function listOf(given: UseRow['coordinates']): readonly string[] {
  if (given === null) return [EVERYTHING];
  const list: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  return Array.isArray(list) ? list.map(String) : [EVERYTHING];
}

/** The first and the last hour in which use was recorded, by their beginnings. */
export interface RecordedTime {
  readonly from: Date;
  readonly until: Date;
}

/** When use was recorded since then; undefined when it never was. */
export async function recordedTime(sql: Sql, since: Date): Promise<RecordedTime | undefined> {
  const [row] = await sql.rows<{ from: Date | null; until: Date | null }>(
    'SELECT MIN(hour) AS `from`, MAX(hour) AS `until` FROM operation_use WHERE hour >= ?',
    [since],
  );
  return row?.from && row.until ? { from: row.from, until: row.until } : undefined;
}
