import type { UserId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { OpenedSession, SessionDeps } from './open-session.ts';
import { hashRefreshToken } from './refresh-token.ts';
import { revokeSessions } from './revoke-sessions.ts';

export type Rotation =
  | (OpenedSession & { readonly kind: 'rotated'; readonly userId: UserId })
  /** The token had been used before: either its bearer or the earlier user is a thief, so nobody keeps the session. */
  | { readonly kind: 'reused'; readonly sessionId: string }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'expired' };

/**
 * Spends a refresh token for a new one. One guarded statement decides who spends it: of two rivals one wins, and the
 * other counts as a reuse and ends the session. So a client must not refresh twice at once.
 */
export async function rotateToken(deps: SessionDeps, token: string | undefined): Promise<Rotation> {
  const tokenHash = hashRefreshToken(token);
  if (tokenHash === undefined) return { kind: 'expired' };
  return deps.database.transaction((tx) => rotate(deps, tx, tokenHash));
}

async function rotate(deps: SessionDeps, tx: Tx, tokenHash: string): Promise<Rotation> {
  const at = deps.now();
  const spent = await tx.run(
    'UPDATE refresh_token SET spent_at = ? WHERE token_hash = ? AND spent_at IS NULL AND expires_at > ?',
    [at, tokenHash, at],
  );
  const [token] = await tx.rows<{ session_id: string; spent_at: Date | null }>(
    'SELECT session_id, spent_at FROM refresh_token WHERE token_hash = ?',
    [tokenHash],
  );
  if (token === undefined || token.spent_at === null) return { kind: 'expired' };
  const sessionId = token.session_id;
  if (spent.affectedRows === 0) {
    await revokeSessions(tx, [sessionId], at);
    return { kind: 'reused', sessionId };
  }
  const expiresAt = new Date(at.getTime() + deps.refreshLifetimeSeconds * 1_000);
  const extended = await tx.run('UPDATE refresh_session SET expires_at = ? WHERE id = ? AND revoked_at IS NULL', [
    expiresAt,
    sessionId,
  ]);
  if (extended.affectedRows === 0) return { kind: 'revoked' };
  const refreshToken = deps.newRefreshToken();
  await tx.run('INSERT INTO refresh_token (token_hash, session_id, created_at, expires_at) VALUES (?)', [
    [hashRefreshToken(refreshToken), sessionId, at, expiresAt],
  ]);
  const [session] = await tx.rows<{ user_id: UserId }>('SELECT user_id FROM refresh_session WHERE id = ?', [sessionId]);
  if (session === undefined) throw new Error(`Session ${sessionId} was extended and is not there`);
  return { kind: 'rotated', sessionId, refreshToken, userId: session.user_id };
}
