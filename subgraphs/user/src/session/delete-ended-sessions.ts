import type { Sql } from '@rushgraph/database';

const BATCH = 1_000;

/**
 * Deletes tokens and sessions that have expired; answers whether there may be more. An expired token is refused with or
 * without its row, and a session outlives its youngest token.
 */
export async function deleteEndedSessions(sql: Sql, now: Date): Promise<boolean> {
  const tokens = await sql.run(`DELETE FROM refresh_token WHERE expires_at < ? ORDER BY expires_at LIMIT ${BATCH}`, [
    now,
  ]);
  const sessions = await sql.run(
    `DELETE FROM refresh_session WHERE expires_at < ? ORDER BY expires_at LIMIT ${BATCH}`,
    [now],
  );
  return tokens.affectedRows === BATCH || sessions.affectedRows === BATCH;
}
