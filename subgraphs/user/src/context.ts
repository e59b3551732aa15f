import type { UserId } from '@rushgraph/contracts';
import { type Loader, loadersById, type RequestBasis, type Requester } from '@rushgraph/service';
import type { Accounts } from './accounts.ts';
import { loadUsers } from './db/load-users.ts';
import { clientAddressOf } from './log-in/client-network.ts';
import type { UserModel } from './models.ts';
import { createRefreshCookie, type RefreshCookie } from './session/refresh-cookie.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly accounts: Accounts;
  /** Whether the cookie of the refresh token is for TLS alone. */
  readonly cookieSecure: boolean;
}

/** What a resolver may reach; loaders live for one request. */
export interface Context extends Pick<ContextDeps, 'accounts'>, Requester {
  readonly clientAddress: string;
  readonly refreshCookie: RefreshCookie;
  readonly users: Loader<UserId, UserModel>;
}

/** Builds the context of each request. What requests ask for at the same time is read together. */
export function createContexts({ accounts, cookieSecure }: ContextDeps): (basis: RequestBasis) => Context {
  const users = loadersById(
    (ids: readonly UserId[]) => loadUsers(accounts.database, ids),
    (found) => found,
  );
  return ({ viewer, traceparent, request, reply }) => ({
    viewer,
    traceparent,
    accounts,
    clientAddress: clientAddressOf(request),
    refreshCookie: createRefreshCookie(request, reply, { secure: cookieSecure }),
    users: users(),
  });
}
