import type { Snapshot } from '../snapshot/snapshot.ts';

export interface OutboxFacts {
  readonly service: string;
  readonly depth: number;
  /** Null when nothing waits. */
  readonly oldest: Date | null;
  /** Events that a broker has refused for themselves. */
  readonly refused: number;
}

/** What waits to be published. */
export async function readOutbox(service: string, snapshot: Snapshot): Promise<OutboxFacts> {
  const { depth } = await snapshot.figures<'depth'>('SELECT COUNT(*) AS depth FROM outbox');
  const [oldest] = await snapshot.rows<{ created_at: Date }>('SELECT created_at FROM outbox ORDER BY id LIMIT 1');
  const { refused } = await snapshot.figures<'refused'>('SELECT COUNT(*) AS refused FROM outbox_refused');
  return { service, depth, refused, oldest: oldest?.created_at ?? null };
}
