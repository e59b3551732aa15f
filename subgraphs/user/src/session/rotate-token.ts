import type { UserId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { and, defineQuery, defineWrite, eq, given, gt, isNull, sql } from '@rushgraph/database/query';
import { refreshSession, refreshToken as table } from '../db/schema.ts';
import { type OpenedSession, type SessionDeps, tokenEnd } from './open-session.ts';
import { hashOwnToken, hashRefreshToken, successorKeyFrom, successorOf } from './refresh-token.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { addToken } from './session-statements.ts';

export type Rotation =
  | (OpenedSession & { readonly kind: 'rotated'; readonly userId: UserId })
  /** The token had been used before: either its bearer or the earlier user is a thief, so nobody keeps the session. */
  | { readonly kind: 'reused'; readonly sessionId: string }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'expired' };

/** Two tabs that refresh at once, or a client whose answer was lost, come back within this time. */
const GRACE_MS = 10_000;

type StoredToken = Awaited<ReturnType<typeof findToken>>[number];

const findToken = defineQuery({ tokenHash: given<string>() }, (builder, { tokenHash }) =>
  builder
    .select({
      sessionId: table.sessionId,
      spentAt: table.spentAt,
      successorKey: table.successorKey,
      userId: refreshSession.userId,
      openedAt: refreshSession.createdAt,
      revokedAt: refreshSession.revokedAt,
    })
    .from(table)
    .innerJoin(refreshSession, eq(refreshSession.id, table.sessionId))
    .where(eq(table.tokenHash, tokenHash)),
);

const spend = defineWrite(
  { tokenHash: given<string>(), at: given<Date>(), successorKey: given<string>() },
  (builder, { tokenHash, at, successorKey }) =>
    builder
      .update(table)
      .set({ spentAt: sql`${at}`, successorKey: sql`${successorKey}` })
      .where(and(eq(table.tokenHash, tokenHash), isNull(table.spentAt), gt(table.expiresAt, at))),
);

const extend = defineWrite({ id: given<string>(), expiresAt: given<Date>() }, (builder, { id, expiresAt }) =>
  builder
    .update(refreshSession)
    .set({ expiresAt: sql`${expiresAt}` })
    .where(and(eq(refreshSession.id, id), isNull(refreshSession.revokedAt))),
);

const findUnused = defineQuery({ tokenHash: given<string>() }, (builder, { tokenHash }) =>
  builder
    .select({ expiresAt: table.expiresAt })
    .from(table)
    .where(and(eq(table.tokenHash, tokenHash), isNull(table.spentAt))),
);

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
  const spent = await spend(tx, { tokenHash, at, successorKey: successorKeyFrom(deps.randomBytes(32)) });
  const [row] = await findToken(tx, { tokenHash });
  if (row === undefined || row.spentAt === null) return { kind: 'expired' };
  if (row.revokedAt !== null) return { kind: 'revoked' };
  const successor = row.successorKey === null ? undefined : successorOf(token, row.successorKey);
  if (spent.affectedRows === 1 && successor !== undefined) return handOut(deps, tx, row, successor, at);
  const isEarly = at.getTime() - row.spentAt.getTime() <= GRACE_MS;
  const again = isEarly && successor !== undefined ? await unusedEnd(tx, successor) : undefined;
  if (again === undefined || successor === undefined) {
    await revokeSessions(tx, [row.sessionId], at);
    return { kind: 'reused', sessionId: row.sessionId };
  }
  return rotated(row, successor, again);
}

/** Stores the successor and prolongs the session, unless it was revoked meanwhile. */
async function handOut(deps: SessionDeps, tx: Tx, row: StoredToken, successor: string, at: Date): Promise<Rotation> {
  const expiresAt = tokenEnd(deps, row.openedAt, at);
  if (expiresAt <= at) return { kind: 'expired' };
  const extended = await extend(tx, { id: row.sessionId, expiresAt });
  if (extended.affectedRows === 0) return { kind: 'revoked' };
  await addToken(tx, { tokenHash: hashOwnToken(successor), sessionId: row.sessionId, createdAt: at, expiresAt });
  return rotated(row, successor, expiresAt);
}

/** When a token ends that nobody has used yet. */
async function unusedEnd(tx: Tx, token: string): Promise<Date | undefined> {
  const [unused] = await findUnused(tx, { tokenHash: hashOwnToken(token) });
  return unused?.expiresAt;
}

function rotated({ sessionId, userId }: StoredToken, refreshToken: string, expiresAt: Date): Rotation {
  return { kind: 'rotated', sessionId, userId, refreshToken, expiresAt };
}
