import type { UserId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { type OpenedSession, type SessionDeps, tokenEnd } from './open-session.ts';
import { hashRefreshToken, successorKeyFrom, successorOf } from './refresh-token.ts';
import { revokeSessions } from './revoke-sessions.ts';

export type Rotation =
  | (OpenedSession & { readonly kind: 'rotated'; readonly userId: UserId })
  /** The token had been used before: either its bearer or the earlier user is a thief, so nobody keeps the session. */
  | { readonly kind: 'reused'; readonly sessionId: string }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'expired' };

/** Two tabs that refresh at once, or a client whose answer was lost, come back within this time. */
const GRACE_MS = 10_000;

interface TokenRow {
  readonly session_id: string;
  readonly spent_at: Date | null;
  readonly successor_key: string | null;
  readonly user_id: UserId;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

const TOKEN = `SELECT token.session_id, token.spent_at, token.successor_key, session.user_id, session.created_at, session.revoked_at
FROM refresh_token token JOIN refresh_session session ON session.id = token.session_id WHERE token.token_hash = ?`;

/**
 * Spends a refresh token for its successor. One guarded statement decides who spends it. For ten seconds, and while the
 * successor is unused, the spent token gets the same successor again; any later use ends the session.
 */
export async function rotateToken(deps: SessionDeps, token: string | undefined): Promise<Rotation> {
  const tokenHash = hashRefreshToken(token);
  if (token === undefined || tokenHash === undefined) return { kind: 'expired' };
  return deps.database.transaction((tx) => rotate(deps, tx, token, tokenHash));
}

async function rotate(deps: SessionDeps, tx: Tx, token: string, tokenHash: string): Promise<Rotation> {
  const at = deps.now();
  const spent = await tx.run(
    'UPDATE refresh_token SET spent_at = ?, successor_key = ? WHERE token_hash = ? AND spent_at IS NULL AND expires_at > ?',
    [at, successorKeyFrom(deps.randomBytes(32)), tokenHash, at],
  );
  const [row] = await tx.rows<TokenRow>(TOKEN, [tokenHash]);
  if (row === undefined || row.spent_at === null) return { kind: 'expired' };
  if (row.revoked_at !== null) return { kind: 'revoked' };
  const successor = row.successor_key === null ? undefined : successorOf(token, row.successor_key);
  if (spent.affectedRows === 1 && successor !== undefined) return handOut(deps, tx, row, successor, at);
  const isEarly = at.getTime() - row.spent_at.getTime() <= GRACE_MS;
  const again = isEarly && successor !== undefined ? await unusedEnd(tx, successor) : undefined;
  if (again === undefined || successor === undefined) {
    await revokeSessions(tx, [row.session_id], at);
    return { kind: 'reused', sessionId: row.session_id };
  }
  return rotated(row, successor, again);
}

/** Stores the successor and prolongs the session, unless it was revoked meanwhile. */
async function handOut(deps: SessionDeps, tx: Tx, row: TokenRow, successor: string, at: Date): Promise<Rotation> {
  const expiresAt = tokenEnd(deps, row.created_at, at);
  if (expiresAt <= at) return { kind: 'expired' };
  const extended = await tx.run('UPDATE refresh_session SET expires_at = ? WHERE id = ? AND revoked_at IS NULL', [
    expiresAt,
    row.session_id,
  ]);
  if (extended.affectedRows === 0) return { kind: 'revoked' };
  await tx.run('INSERT INTO refresh_token (token_hash, session_id, created_at, expires_at) VALUES (?)', [
    [hashRefreshToken(successor), row.session_id, at, expiresAt],
  ]);
  return rotated(row, successor, expiresAt);
}

/** When a token ends that nobody has used yet. */
async function unusedEnd(tx: Tx, token: string): Promise<Date | undefined> {
  const [row] = await tx.rows<{ expires_at: Date }>(
    'SELECT expires_at FROM refresh_token WHERE token_hash = ? AND spent_at IS NULL',
    [hashRefreshToken(token)],
  );
  return row?.expires_at;
}

function rotated({ session_id, user_id }: TokenRow, refreshToken: string, expiresAt: Date): Rotation {
  return { kind: 'rotated', sessionId: session_id, userId: user_id, refreshToken, expiresAt };
}
