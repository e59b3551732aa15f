import type { Accounts } from '../accounts.ts';
import type { UserModel } from '../models.ts';
import type { OpenedSession } from './open-session.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

/** The client's half of a session: an access token in the answer, the refresh token in the cookie. */
export async function answerSession(
  { signer, now }: Pick<Accounts, 'signer' | 'now'>,
  cookie: RefreshCookie,
  user: UserModel,
  { sessionId, refreshToken, expiresAt: refreshEnd }: OpenedSession,
) {
  const at = now();
  const { token, expiresAt } = await signer.sign({ userId: user.id, roles: user.roles, sessionId, now: at });
  cookie.set(refreshToken, Math.ceil((refreshEnd.getTime() - at.getTime()) / 1_000));
  return { accessToken: token, expiresAt, user };
}
