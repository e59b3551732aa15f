import type { Sql } from '@rushgraph/database';

/** What a row is known by. The id alone can come again: after a fail-over a replica gives those that it lacks anew. */
export interface RowIdentity {
  readonly id: number;
  /** Of the insert that wrote the row; '' for a row of a writer that gives none. */
  readonly token: string;
}

/** Rows that the brokers have and that are still there: deleting many at once is one commit instead of many. */
export interface Acknowledged {
  add(rows: readonly RowIdentity[]): void;
  has(row: RowIdentity): boolean;
  size(): number;
  /** Deletes exactly these rows. When that fails they stay, and are deleted the next time. */
  remove(): Promise<void>;
}

/** What one relay has published; a crash repeats it, in order, from another. */
export function createAcknowledged(sql: Sql): Acknowledged {
  const tokens = new Map<number, string>();
  return {
    add(rows) {
      for (const { id, token } of rows) tokens.set(id, token);
    },
    has: ({ id, token }) => tokens.get(id) === token,
    size: () => tokens.size,
    async remove() {
      if (tokens.size === 0) return;
      const gone = [...tokens].map(([id, token]) => ({ id, token }));
      await deleteRows(sql, gone);
      for (const { id, token } of gone) if (tokens.get(id) === token) tokens.delete(id);
    },
  };
}

/** Deletes these rows and no other that has got the id of one of them. The ids alone are said first: they find the rows. */
export async function deleteRows(sql: Sql, rows: readonly RowIdentity[]): Promise<void> {
  await sql.run('DELETE FROM outbox WHERE id IN (?) AND (id, token) IN (?)', [
    rows.map(({ id }) => id),
    rows.map(({ id, token }) => [id, token]),
  ]);
}
