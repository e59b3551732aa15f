import type { UserId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import type { Accounts } from '../accounts.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { revokeSessionsOf } from './revoke-sessions.ts';

/** Ends every session of the signed-in user, this one included: their refresh tokens are worthless, their access tokens denied. */
export const endAllSessions: NonNullable<MutationResolvers['endAllSessions']> = async (
  _parent,
  _args,
  { accounts, refreshCookie, viewer },
) => {
  const { id } = requireUser(viewer);
  refreshCookie.clear();
  await endSessionsOf(accounts, id);
  return { __typename: 'LogoutSuccess', loggedOut: true };
};

/** Revokes first: from then on no new access token is signed that the deny list would not know. */
async function endSessionsOf(
  { database, denyList, now }: Pick<Accounts, 'database' | 'denyList' | 'now'>,
  userId: UserId,
): Promise<void> {
  await denyList.deny(await revokeSessionsOf(database, userId, now()));
}
