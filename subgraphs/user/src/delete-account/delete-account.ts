import { codedError, requireUser } from '@rushgraph/identity';
import type { MutationResolvers } from '../generated/graphql.ts';
import { networkOf } from '../log-in/client-network.ts';
import { invalidCredentials, provenUser, tooManyAttempts } from '../log-in/log-in.ts';
import { eraseUser } from './erase-user.ts';

/** Deletes the account of the signed-in customer, who has to give the password again: a stolen session is not enough. */
export const deleteAccount: NonNullable<MutationResolvers['deleteAccount']> = async (
  _parent,
  { input },
  { accounts, viewer, clientAddress, refreshCookie, users, traceparent },
) => {
  const { id } = requireUser(viewer);
  const user = await users.load(id);
  if (user === null) throw codedError('UNAUTHENTICATED', 'There is no such account any more.');
  const attempt = await accounts.throttle.begin({ account: user.email, network: networkOf(clientAddress) });
  if (!attempt.allowed) return tooManyAttempts(attempt.retryAfterSeconds);
  const proven = await provenUser(accounts, attempt, user.email, input.password);
  if (proven?.id !== user.id) return invalidCredentials('The password is wrong.');
  await eraseUser(accounts, { id: user.id, traceparent });
  refreshCookie.clear();
  return { __typename: 'DeleteAccountSuccess', deleted: true };
};
