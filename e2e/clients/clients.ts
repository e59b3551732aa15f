import { gql } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { must, type Person, type TestSystem } from '@rushgraph/testkit';
import { Client, cacheExchange, fetchExchange, gql as urqlGql } from '@urql/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createShopClient } from './apollo-client.ts';
import { createBrowser } from './browser.ts';
import { loadPossibleTypes } from './load-possible-types.ts';
import { createSession } from './session.ts';
import { createUrqlClient } from './urql-client.ts';

/** Apollo Client, urql and browsers, as docs/clients.md says. */
export function clients(shop: () => TestSystem): void {
  const ITEMS = 5;
  let url: string;
  let ada: Person;
  let possibleTypes: Record<string, string[]>;

  beforeAll(async () => {
    url = `${shop().url}/graphql`;
    ada = await shop().given.customer({ name: 'Ada' });
    for (let count = 0; count < ITEMS; count++)
      await shop().given.item({ name: `Oolong ${count}`, amount: 100 + count });
    possibleTypes = await loadPossibleTypes(url);
  });

  /** A browser in which Ada signed in, a while ago: her access token has ended, her cookie has not. */
  async function returning() {
    const { cookies } = await shop().graph<{ login: { session: { accessToken: string } } }>(
      'mutation ($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { session { accessToken } } } }',
      { input: { email: ada.email, password: ada.password } },
    );
    const browser = createBrowser(cookies);
    const session = createSession(url, browser.fetch);
    session.accessToken = 'ended';
    return {
      browser,
      session,
      refreshes: () => browser.requests.filter(({ body }) => body.includes('refreshSession')),
    };
  }

  const me = gql`query Me { me { id name } }`;
  const placeNothing = gql`mutation PlaceNothing {
    placeOrder(input: { lines: [], idempotencyKey: "k" }) { ... on Problem { code message } }
  }`;

  describe('Apollo Client 4', () => {
    test('reads what is public while nobody is signed in, although its header is empty', async () => {
      const browser = createBrowser();
      const client = createShopClient({ url, session: createSession(url), possibleTypes, fetch: browser.fetch });
      const { data } = await client.query<{ me: unknown }>({ query: me });
      expect(data).toEqual({ me: null });
    });

    test('shows problems when it knows the possible types, and drops them in silence when not', async () => {
      const session = createSession(url);
      session.accessToken = ada.token;
      const known = createShopClient({ url, session, possibleTypes });
      const { data } = await known.mutate<{ placeOrder: { code: string } }>({ mutation: placeNothing });
      expect(data?.placeOrder.code).toBe('INVALID_INPUT');
      const unknown = createShopClient({ url, session, possibleTypes: {} });
      const silent = await unknown.mutate<{ placeOrder: object }>({ mutation: placeNothing });
      expect([silent.data?.placeOrder, silent.error]).toEqual([{ __typename: 'InvalidInputProblem' }, undefined]);
    });

    test('refreshes once for all requests that find the token ended, and repeats each', async () => {
      const { browser, session, refreshes } = await returning();
      const client = createShopClient({ url, session, possibleTypes, fetch: browser.fetch });
      const answers = await Promise.all(
        Array.from({ length: 5 }, () =>
          client.query<{ me: unknown }>({
            query: me,
            fetchPolicy: 'network-only',
            context: { queryDeduplication: false },
          }),
        ),
      );
      for (const { data } of answers) expect(data?.me).toMatchObject({ id: ada.id, name: 'Ada' });
      expect(refreshes()).toHaveLength(1);
    });

    test('is told UNAUTHENTICATED, as an error of the graph, when the session is over', async () => {
      const session = createSession(url, createBrowser().fetch);
      session.accessToken = 'ended';
      const client = createShopClient({ url, session, possibleTypes });
      const before = client.query({ query: me, context: { wasRefreshed: true } });
      const error: unknown = await before.catch((reason: unknown) => reason);
      expect(CombinedGraphQLErrors.is(error) && error.errors.map(({ extensions }) => extensions?.code)).toEqual([
        'UNAUTHENTICATED',
      ]);
    });

    test('pages through a connection from the beginning, which may be an empty cursor', async () => {
      type Page = {
        items: { edges: { node: { name: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
      };
      const query = gql`query Items($after: String) {
        items(
            first: 2
            after: $after
            filter: { nameContains: "oolong" }
            orderBy: { field: PRICE, direction: ASC }
          ) {
          edges { cursor node { id name } } pageInfo { endCursor hasNextPage }
        }
      }`;
      const client = createShopClient({ url, session: createSession(url), possibleTypes });
      const pages = client.watchQuery<Page>({ query, variables: { after: '' } });
      let { data } = await pages.refetch();
      while (data?.items.pageInfo.hasNextPage) {
        await pages.fetchMore({ variables: { after: data.items.pageInfo.endCursor } });
        data = client.readQuery<Page>({ query, variables: { after: '' } }) ?? undefined;
      }
      expect(data?.items.edges.map(({ node }) => node.name)).toEqual(
        Array.from({ length: ITEMS }, (_, n) => `Oolong ${n}`),
      );
    });

    test('sends the text of a query once, and its hash from then on', async () => {
      const { browser, session } = await returning();
      session.accessToken = null;
      const client = createShopClient({ url, session, possibleTypes, fetch: browser.fetch });
      const query = gql`query OnlyHere { items(first: 1) { nodes { id } } }`;
      for (let count = 0; count < 2; count++) await client.query({ query, fetchPolicy: 'network-only' });
      const texts = browser.requests.map(({ body }) => JSON.parse(body).query !== undefined);
      expect(texts).toEqual([false, true, false]);
    });
  });

  describe('urql', () => {
    const query = urqlGql<{ me: { id: string } | null }, Record<string, never>>('query Me { me { id name } }');

    test('refreshes once for all requests that find the token ended, and repeats each', async () => {
      const { browser, session, refreshes } = await returning();
      const client = createUrqlClient({ url, session, fetch: browser.fetch });
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => client.query(query, {}, { requestPolicy: 'network-only' }).toPromise()),
      );
      for (const { data, error } of answers) expect([data?.me?.id, error]).toEqual([ada.id, undefined]);
      expect(refreshes()).toHaveLength(1);
      expect(browser.requests.every(({ method }) => method === 'POST')).toBe(true);
    });

    test('shows problems without knowing the possible types', async () => {
      const session = createSession(url);
      session.accessToken = ada.token;
      const client = createUrqlClient({ url, session });
      const mutation = urqlGql<{ placeOrder: { code: string } }, Record<string, never>>(
        'mutation { placeOrder(input: { lines: [], idempotencyKey: "k" }) { ... on Problem { code } } }',
      );
      expect((await client.mutation(mutation, {}).toPromise()).data?.placeOrder.code).toBe('INVALID_INPUT');
    });

    test('is refused as a possible forgery when it queries by GET without the preflight header', async () => {
      const ask = (fetchOptions: RequestInit) =>
        new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: true, fetchOptions })
          .query(query, {})
          .toPromise();
      const refused = await ask({});
      expect([refused.error?.response?.status, refused.data]).toEqual([400, undefined]);
      expect((await ask({ headers: { 'apollo-require-preflight': 'true' } })).data).toEqual({ me: null });
    });
  });

  describe('a browser on another origin', () => {
    const preflight = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });

    test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://studio.apollographql.com'])(
      'may call from %s in development',
      async (origin) => {
        const { headers } = await preflight(origin);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
      },
    );

    test('may not call from anywhere else', async () => {
      expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
      expect(await must(ada.graph('{ me { name } }'))).toEqual({ me: { name: 'Ada' } });
    });
  });
}
