import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import type { Session } from './session.ts';

interface ShopClientOptions {
  readonly url: string;
  readonly session: Session;
  readonly fetch?: typeof globalThis.fetch;
}

export function createUrqlClient({ url, session, fetch }: ShopClientOptions): Client {
  const auth = authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation: (operation) =>
      session.accessToken === null
        ? operation
        : appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` }),
    didAuthError: ({ graphQLErrors }) => graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'),
    async refreshAuth() {
      await session.refresh();
    },
  }));
  return new Client({
    url,
    exchanges: [cacheExchange, auth, fetchExchange],
    // A query by GET is refused as a possible forgery, unless it has a header that makes browsers ask first.
    preferGetMethod: false,
    // Subscriptions go over the same address, as server-sent events.
    fetchSubscriptions: true,
    fetchOptions: { credentials: 'include' },
    ...(fetch && { fetch }),
  });
}
