import { createHash } from 'node:crypto';
import type { Sql } from '@rushgraph/database';
import { and, defineQuery, eq, given } from '@rushgraph/database/query';
import { refreshSession, user } from '../db/schema.ts';
import type { Origin } from './throttle-logins.ts';

const findSessionFrom = defineQuery({ email: given<string>(), placeHash: given<string>() }, (builder, given) =>
  builder
    .select({ id: refreshSession.id })
    .from(user)
    .innerJoin(refreshSession, eq(refreshSession.userId, user.id))
    .where(and(eq(user.email, given.email), eq(refreshSession.placeHash, given.placeHash)))
    .limit(1),
);

/** What is kept of the place that a session was opened from. */
export function hashPlace(network: string): string {
  return createHash('sha256').update(network).digest('hex');
}

/** Whether the account has signed in from this network, in a session that has not been deleted yet. */
export async function hasSignedInFrom(sql: Sql, { account, network }: Origin): Promise<boolean> {
  const sessions = await findSessionFrom(sql, { email: account, placeHash: hashPlace(network) });
  return sessions.length > 0;
}
