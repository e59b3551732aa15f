import type { MutationResolvers } from '../generated/graphql.ts';
import { chooseToken } from './choose-token.ts';
import { hashRefreshToken } from './refresh-token.ts';
import { revokeSessions, sessionOfToken } from './revoke-sessions.ts';

/** Ends the session of the cookie and that of the access token, which are the same one as a rule. */
export const logout: NonNullable<MutationResolvers['logout']> = async (
  _parent,
  _args,
  { accounts, refreshCookie, viewer },
) => {
  refreshCookie.clear();
  const tokenHash = hashRefreshToken(await chooseToken(accounts.database, refreshCookie.tokens));
  const ofCookie = tokenHash === undefined ? undefined : await sessionOfToken(accounts.database, tokenHash);
  const ofViewer = viewer.kind === 'user' ? viewer.sessionId : undefined;
  const sessionIds = [ofCookie, ofViewer].filter((id) => id !== undefined);
  await revokeSessions(accounts.database, sessionIds, accounts.now());
  await accounts.denyList.deny(sessionIds);
  return { __typename: 'LogoutSuccess', loggedOut: true };
};
