import type { UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { and, defineQuery, defineWrite, eq, given, isIn, isNull, sql } from '@rushgraph/database/query';
import { refreshSession, refreshToken } from '../db/schema.ts';

const revoke = defineWrite({ ids: given<readonly string[]>(), at: given<Date>() }, (builder, { ids, at }) =>
  builder
    .update(refreshSession)
    .set({ revokedAt: sql`${at}` })
    .where(and(isIn(refreshSession.id, ids), isNull(refreshSession.revokedAt))),
);

const revokeOf = defineWrite({ userId: given<UserId>(), at: given<Date>() }, (builder, { userId, at }) =>
  builder
    .update(refreshSession)
    .set({ revokedAt: sql`${at}` })
    .where(and(eq(refreshSession.userId, userId), isNull(refreshSession.revokedAt))),
);

const findRevokedOf = defineQuery({ userId: given<UserId>(), at: given<Date>() }, (builder, { userId, at }) =>
  builder
    .select({ id: refreshSession.id })
    .from(refreshSession)
    .where(and(eq(refreshSession.userId, userId), eq(refreshSession.revokedAt, at))),
);

const findSession = defineQuery({ tokenHash: given<string>() }, (builder, { tokenHash }) =>
  builder.select({ id: refreshToken.sessionId }).from(refreshToken).where(eq(refreshToken.tokenHash, tokenHash)),
);

/** Ends families of refresh tokens; the time of the first revocation stays. */
export async function revokeSessions(sql: Sql, sessionIds: readonly string[], now: Date): Promise<void> {
  if (sessionIds.length === 0) return;
  await revoke(sql, { ids: [...new Set(sessionIds)].sort(), at: now });
}

/** Ends every family of a user that can still be used, in one statement, and answers with their ids. */
export async function revokeSessionsOf(sql: Sql, userId: UserId, now: Date): Promise<string[]> {
  await revokeOf(sql, { userId, at: now });
  const revoked = await findRevokedOf(sql, { userId, at: now });
  return revoked.map(({ id }) => id);
}

/** The family that a token belongs to, spent or not. */
export async function sessionOfToken(sql: Sql, tokenHash: string): Promise<string | undefined> {
  const [session] = await findSession(sql, { tokenHash });
  return session?.id;
}
