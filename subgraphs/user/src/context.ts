import type { UserId } from '@rushgraph/contracts';
import type { Viewer } from '@rushgraph/identity';
import type { RequestBasis } from '@rushgraph/service';
import DataLoader from 'dataloader';
import type { Accounts } from './accounts.ts';
import { loadUsers } from './db/load-users.ts';
import { clientAddressOf } from './log-in/client-network.ts';
import type { UserModel } from './models.ts';
import { createRefreshCookie, type RefreshCookie } from './session/refresh-cookie.ts';

/** What a resolver may reach; loaders live for one request. */
export interface Context {
  readonly viewer: Viewer;
  readonly traceparent: string;
  readonly clientAddress: string;
  readonly refreshCookie: RefreshCookie;
  readonly users: DataLoader<UserId, UserModel | null>;
  readonly accounts: Accounts;
}

/** Builds the context of one request. */
export function createContext(
  accounts: Accounts,
  cookie: { readonly secure: boolean },
  { viewer, traceparent, request, reply }: RequestBasis,
): Context {
  return {
    viewer,
    traceparent,
    clientAddress: clientAddressOf(request),
    refreshCookie: createRefreshCookie(request, reply, cookie),
    users: new DataLoader(async (ids) => {
      const users = await loadUsers(accounts.database, ids);
      return ids.map((id) => users.get(id) ?? null);
    }),
    accounts,
  };
}
