import type { Snapshot } from '../snapshot/snapshot.ts';

export interface SessionFacts {
  readonly users: number;
  readonly sessions: number;
  /** Sessions with more than one token that could still be used. */
  readonly forked: number;
  /** Sessions of nobody that have not been ended: those of a deleted account have. */
  readonly homeless: number;
}

/** Accounts and the sessions that they have open. */
export async function readSessions(user: Snapshot): Promise<SessionFacts> {
  return user.figures<keyof SessionFacts>(
    `SELECT (SELECT COUNT(*) FROM user) AS users, (SELECT COUNT(*) FROM refresh_session) AS sessions,
       (SELECT COUNT(*) FROM (SELECT session_id FROM refresh_token WHERE spent_at IS NULL
          GROUP BY session_id HAVING COUNT(*) > 1) AS several) AS forked,
       (SELECT COUNT(*) FROM refresh_session
          WHERE revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM user WHERE user.id = refresh_session.user_id)) AS homeless`,
  );
}
