import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { from, switchMap } from 'rxjs';
import type { Session } from './session.ts';

interface ShopClientOptions {
  readonly url: string;
  readonly session: Session;
  readonly fetch?: typeof globalThis.fetch;
  /** Which types an interface or union stands for. Without it `... on Problem` gives nothing, and no error. */
  readonly possibleTypes: Readonly<Record<string, string[]>>;
}

export function createShopClient({ url, session, fetch, possibleTypes }: ShopClientOptions): ApolloClient {
  const authorize = new SetContextLink(({ headers }) => ({
    headers: { ...headers, authorization: session.accessToken === null ? '' : `Bearer ${session.accessToken}` },
  }));
  const refresh = new ErrorLink(({ error, operation, forward }) => {
    if (!isSignedOut(error) || session.accessToken === null || operation.getContext().wasRefreshed) return undefined;
    operation.setContext({ wasRefreshed: true });
    return from(session.refresh()).pipe(switchMap(() => forward(operation)));
  });
  const persist = new PersistedQueryLink({ sha256: (text) => createHash('sha256').update(text).digest('hex') });
  const http = new HttpLink({ uri: url, credentials: 'include', ...(fetch && { fetch }) });
  return new ApolloClient({
    link: ApolloLink.from([refresh, authorize, persist, http]),
    cache: new InMemoryCache({
      possibleTypes: { ...possibleTypes },
      typePolicies: {
        Query: { fields: { items: relayStylePagination(['filter', 'orderBy']) } },
        User: { fields: { orders: relayStylePagination(), coupons: relayStylePagination() } },
      },
    }),
  });
}

function isSignedOut(error: unknown): boolean {
  return (
    CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')
  );
}
