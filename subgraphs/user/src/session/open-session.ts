import type { NewId, UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { defineQuery, eq, given } from '@rushgraph/database/query';
import { user } from '../db/schema.ts';
import { hashOwnToken, refreshTokenFrom } from './refresh-token.ts';
import { addSession, addToken } from './session-statements.ts';

export interface SessionDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly randomBytes: (length: number) => Buffer;
  readonly now: () => Date;
  /** From the issue of a refresh token to its end. */
  readonly refreshLifetimeSeconds: number;
  /** From a login to the end of its session, however often it is refreshed. */
  readonly sessionLifetimeSeconds: number;
}

export interface OpenedSession {
  readonly sessionId: string;
  readonly refreshToken: string;
  /** End of the refresh token. */
  readonly expiresAt: Date;
}

export interface SignedIn {
  readonly userId: UserId;
  /** Hash of the place that the user signed in from. */
  readonly placeHash: string;
}

const lockUser = defineQuery({ userId: given<UserId>() }, (builder, { userId }) =>
  builder.select({ id: user.id }).from(user).where(eq(user.id, userId)).for('update'),
);

/** Starts a family of refresh tokens for a user who has just shown who they are; undefined when the account is gone. */
export async function openSession(
  deps: SessionDeps,
  { userId, placeHash }: SignedIn,
): Promise<OpenedSession | undefined> {
  const createdAt = deps.now();
  const expiresAt = tokenEnd(deps, createdAt, createdAt);
  const sessionId = deps.newId();
  const refreshToken = refreshTokenFrom(deps.randomBytes(32));
  return deps.database.transaction(async (tx) => {
    // Locked: an account that is deleted at this moment ends its sessions, and must not miss this one.
    const found = await lockUser(tx, { userId });
    if (found.length === 0) return undefined;
    await addSession(tx, { id: sessionId, userId, placeHash, createdAt, expiresAt });
    await addToken(tx, { tokenHash: hashOwnToken(refreshToken), sessionId, createdAt, expiresAt });
    return { sessionId, refreshToken, expiresAt };
  });
}

/** When a refresh token ends that is issued now: after its own lifetime, or with its session. */
export function tokenEnd(
  { refreshLifetimeSeconds, sessionLifetimeSeconds }: SessionDeps,
  sessionStart: Date,
  now: Date,
): Date {
  return new Date(
    Math.min(now.getTime() + refreshLifetimeSeconds * 1_000, sessionStart.getTime() + sessionLifetimeSeconds * 1_000),
  );
}
