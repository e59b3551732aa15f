import type { Sql } from '@rushgraph/database';

/** Ends families of refresh tokens; the time of the first revocation stays. */
export async function revokeSessions(sql: Sql, sessionIds: readonly string[], now: Date): Promise<void> {
  if (sessionIds.length === 0) return;
  await sql.run('UPDATE refresh_session SET revoked_at = ? WHERE id IN (?) AND revoked_at IS NULL', [
    now,
    [...new Set(sessionIds)].sort(),
  ]);
}

/** Ends every family of a user that can still be used, in one statement, and answers with their ids. */
export async function revokeSessionsOf(sql: Sql, userId: string, now: Date): Promise<string[]> {
  await sql.run('UPDATE refresh_session SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL', [now, userId]);
  const rows = await sql.rows<{ id: string }>('SELECT id FROM refresh_session WHERE user_id = ? AND revoked_at = ?', [
    userId,
    now,
  ]);
  return rows.map(({ id }) => id);
}

/** The family that a token belongs to, spent or not. */
export async function sessionOfToken(sql: Sql, tokenHash: string): Promise<string | undefined> {
  const [token] = await sql.rows<{ session_id: string }>('SELECT session_id FROM refresh_token WHERE token_hash = ?', [
    tokenHash,
  ]);
  return token?.session_id;
}
