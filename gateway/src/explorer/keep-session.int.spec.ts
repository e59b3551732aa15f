import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { keepSession } from './keep-session.ts';

let shop: SmallShop;
let app: FastifyInstance;
let endpoint: string;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({ introspection: true });
  endpoint = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
});
afterAll(() => shop.close());

const KEY = 'rushgraph:access-token';

/** A page whose storage can be looked into, and the requests that it made, by their tokens. */
function page(token?: string, address = endpoint, reach: typeof fetch = fetch) {
  const values = new Map(token === undefined ? [] : [[KEY, token]]);
  const sent: (string | null)[] = [];
  const store = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  const send = (input: string, init?: RequestInit) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return reach(input, init);
  };
  const session = keepSession(send, store, address, () => undefined);
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const init = {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', ...headers },
    };
    const response = await session.fetch(address, init);
    return { status: response.status, body: await response.json() };
  };
  return { session, store, sent, ask };
}

test('a stale token in the storage takes neither the schema nor public data away', async () => {
  const { ask, session } = page('stale');
  const schema = await ask('{ __schema { queryType { name } } }');
  expect(schema).toEqual({ status: 200, body: { data: { __schema: { queryType: { name: 'Query' } } } } });
  expect(session.isSignedIn()).toBe(true);
});

test('a shop that does not answer for a moment signs nobody out', async () => {
  let refused = 0;
  const { ask, session } = page('stale', endpoint, async (input, init) => {
    if (!String(init?.body).includes('refreshSession') || refused === 1) return fetch(input, init);
    refused += 1;
    return Response.json({
      data: { refreshSession: null },
      errors: [{ message: 'The user service is not available.' }],
    });
  });
  expect((await ask('{ me { name } }')).body).toEqual({ data: { me: { name: 'Ada' } } });
  expect([refused, session.isSignedIn()]).toEqual([1, true]);
});

test('a session that has ended is one of a visitor', async () => {
  const ended = await shop.gateway({ urls: new Map([['user', 'http://127.0.0.1:1/graphql']]) });
  const url = `${await ended.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  const { ask, session } = page('stale', url);
  expect((await ask('{ me { id } }')).body).toEqual({ data: { me: null } });
  expect(session.isSignedIn()).toBe(false);
});

test('a stale token in the Headers tab leaves the schema, and is told for the rest', async () => {
  const { ask } = page();
  const own = { authorization: 'Bearer stale' };
  expect((await ask('{ __schema { queryType { name } } }', own)).status).toBe(200);
  expect((await ask('{ me { name } }', own)).body).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

test('a good token is sent with every call of the graph, and to nobody else', async () => {
  const token = await shop.signIn();
  const { ask, session, sent } = page(token);
  expect((await ask('{ me { name } }')).body).toEqual({ data: { me: { name: 'Ada' } } });
  expect(sent).toEqual([`Bearer ${token}`]);
  await session.fetch(`${endpoint.replace('/graphql', '')}/health/live`);
  expect(sent.at(-1)).toBeNull();
});

test('calls that are refused together renew the token once, and are made again with it', async () => {
  const { ask, session, sent } = page('stale');
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('{ me { name } }')));
  expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 5 }, () => ({ data: { me: { name: 'Ada' } } })));
  // Five that are refused, one renewal without a token, five with the new one.
  expect(sent.filter((token) => token === null)).toHaveLength(1);
  expect(session.isSignedIn()).toBe(true);
});
