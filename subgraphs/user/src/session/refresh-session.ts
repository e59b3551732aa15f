import type { MutationResolvers } from '../generated/graphql.ts';
import { answerSession } from './answer-session.ts';
import { chooseToken } from './choose-token.ts';
import { rotateToken } from './rotate-token.ts';

const expired = {
  __typename: 'SessionExpiredProblem',
  code: 'SESSION_EXPIRED',
  message: 'The session has ended. Please log in again.',
} as const;

const revoked = {
  __typename: 'SessionRevokedProblem',
  code: 'SESSION_REVOKED',
  message: 'The session was ended. Please log in again.',
} as const;

/** Answers the cookie's token with a new access token and a new cookie. */
export const refreshSession: NonNullable<MutationResolvers['refreshSession']> = async (
  _parent,
  _args,
  { accounts, refreshCookie, users },
) => {
  const token = await chooseToken(accounts.database, refreshCookie.tokens);
  const rotation = await rotateToken(accounts, token);
  if (rotation.kind === 'rotated') {
    const user = await users.load(rotation.userId);
    if (user === null) throw new Error(`Session ${rotation.sessionId} belongs to nobody`);
    const session = await answerSession(accounts, refreshCookie, user, rotation);
    return { __typename: 'RefreshSessionSuccess', session };
  }
  refreshCookie.clear();
  switch (rotation.kind) {
    case 'reused':
      await accounts.denyList.deny([rotation.sessionId]);
      accounts.logger.warn({ sessionId: rotation.sessionId }, 'a spent refresh token was used; the session is revoked');
      return revoked;
    case 'revoked':
      return revoked;
    case 'expired':
      return expired;
  }
};
