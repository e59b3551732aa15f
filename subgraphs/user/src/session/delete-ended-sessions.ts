import type { Sql } from '@rushgraph/database';
import { defineWrite, given, lt } from '@rushgraph/database/query';
import { refreshSession, refreshToken } from '../db/schema.ts';

const BATCH = 1_000;

const deleteTokens = defineWrite({ now: given<Date>() }, (builder, { now }) =>
  builder.delete(refreshToken).where(lt(refreshToken.expiresAt, now)).orderBy(refreshToken.expiresAt).limit(BATCH),
);
const deleteSessions = defineWrite({ now: given<Date>() }, (builder, { now }) =>
  builder
    .delete(refreshSession)
    .where(lt(refreshSession.expiresAt, now))
    .orderBy(refreshSession.expiresAt)
    .limit(BATCH),
);

/**
 * Deletes tokens and sessions that have expired; answers whether there may be more. An expired token is refused with or
 * without its row, and a session outlives its youngest token.
 */
export async function deleteEndedSessions(sql: Sql, now: Date): Promise<boolean> {
  const tokens = await deleteTokens(sql, { now });
  const sessions = await deleteSessions(sql, { now });
  return tokens.affectedRows === BATCH || sessions.affectedRows === BATCH;
}
