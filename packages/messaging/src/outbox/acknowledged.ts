import type { Sql } from '@rushgraph/database';
import type { OutboxEntry } from './read-outbox.ts';

/** Rows that the brokers have and that are still there: deleting many at once is one commit instead of many. */
export interface Acknowledged {
  add(entries: readonly Pick<OutboxEntry, 'id'>[]): void;
  has(id: number): boolean;
  size(): number;
  /** Deletes exactly these rows, by id. When that fails they stay, and are deleted the next time. */
  remove(): Promise<void>;
}

/** What one relay has published; a crash repeats it, in order, from another. */
export function createAcknowledged(sql: Sql): Acknowledged {
  const ids = new Set<number>();
  return {
    add(entries) {
      for (const { id } of entries) ids.add(id);
    },
    has: (id) => ids.has(id),
    size: () => ids.size,
    async remove() {
      if (ids.size === 0) return;
      const gone = [...ids];
      await sql.run('DELETE FROM outbox WHERE id IN (?)', [gone]);
      for (const id of gone) ids.delete(id);
    },
  };
}
