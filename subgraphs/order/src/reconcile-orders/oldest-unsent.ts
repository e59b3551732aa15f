import type { Sql } from '@rushgraph/database';
import { defineQuery, min } from '@rushgraph/database/query';
import { outbox } from '../db/schema.ts';
import type { Reservation, Waiting } from './decide-overdue.ts';

const findOldest = defineQuery({}, (builder) => builder.select({ oldest: min(outbox.createdAt) }).from(outbox));

/** When the oldest event was recorded that has not left yet; null when all have. Ask before the item service is asked. */
export async function loadOldestUnsent(sql: Sql): Promise<Date | null> {
  const [row] = await findOldest(sql, {});
  return row?.oldest ?? null;
}

/** The item service cannot know an order whose request, or its repeat, may not have left yet: that one is waiting here. */
export function unlessUnsent(
  reservation: Reservation,
  { requestedAgainAt }: Waiting,
  oldest: Date | null,
): Reservation {
  const mayBeUnsent = requestedAgainAt !== null && oldest !== null && oldest <= requestedAgainAt;
  return reservation.kind === 'unknown' && mayBeUnsent ? { kind: 'waiting' } : reservation;
}
