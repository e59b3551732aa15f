import type { NewId, UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { hashRefreshToken } from './refresh-token.ts';

export interface SessionDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly newRefreshToken: () => string;
  readonly now: () => Date;
  readonly refreshLifetimeSeconds: number;
}

export interface OpenedSession {
  readonly sessionId: string;
  readonly refreshToken: string;
}

/** Starts a family of refresh tokens for a user who has just shown who they are. */
export async function openSession(deps: SessionDeps, userId: UserId): Promise<OpenedSession> {
  const createdAt = deps.now();
  const expiresAt = new Date(createdAt.getTime() + deps.refreshLifetimeSeconds * 1_000);
  const sessionId = deps.newId();
  const refreshToken = deps.newRefreshToken();
  await deps.database.transaction(async (tx) => {
    await tx.run('INSERT INTO refresh_session (id, user_id, created_at, expires_at) VALUES (?)', [
      [sessionId, userId, createdAt, expiresAt],
    ]);
    await tx.run('INSERT INTO refresh_token (token_hash, session_id, created_at, expires_at) VALUES (?)', [
      [hashRefreshToken(refreshToken), sessionId, createdAt, expiresAt],
    ]);
  });
  return { sessionId, refreshToken };
}
