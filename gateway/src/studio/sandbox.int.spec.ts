import type { FastifyInstance } from 'fastify';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

const SANDBOX = 'https://studio.apollographql.com';
let shop: SmallShop;
let app: FastifyInstance;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({ introspection: true, sandbox: true });
});
afterAll(() => shop.close());

/** What a browser sends of its own accord with every request of a page elsewhere. */
const fromSandbox = {
  origin: SANDBOX,
  referer: `${SANDBOX}/`,
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  accept: '*/*',
};

function preflight(gateway: FastifyInstance, asked: string) {
  const headers = {
    ...fromSandbox,
    'access-control-request-method': 'POST',
    'access-control-request-headers': asked,
  };
  return gateway.inject({ method: 'OPTIONS', url: '/graphql', headers });
}

/** As @apollo/sandbox sends it: JSON, and nothing in the headers but what the person added. */
function send(gateway: FastifyInstance, payload: object, headers: Readonly<Record<string, string>> = {}) {
  return gateway.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...fromSandbox, 'content-type': 'application/json', ...headers },
    payload,
  });
}

describe("Apollo's sandbox, where it is allowed", () => {
  test('may ask, with a token and cookies, and from no other site of the same name', async () => {
    const { statusCode, headers } = await preflight(app, 'authorization,content-type');
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': SANDBOX,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization,content-type',
    });
    for (const origin of ['http://studio.apollographql.com', `${SANDBOX}.evil.test`, 'https://apollographql.com']) {
      const answer = await app.inject({
        method: 'OPTIONS',
        url: '/graphql',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('reads the schema', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    });
    const { headers, statusCode, body } = await send(app, { query, operationName: 'IntrospectionQuery' });
    expect([statusCode, headers['access-control-allow-origin']]).toEqual([200, SANDBOX]);
    const schema = buildClientSchema(JSON.parse(body).data);
    expect(schema.getQueryType()?.getFields()).toHaveProperty('me');
  });

  test('runs operations of who is signed in, and reads the header that says when to come again', async () => {
    const payload = { query: 'query Me { me { name } }', variables: {}, operationName: 'Me' };
    const authorization = `Bearer ${await shop.signIn()}`;
    const { statusCode, headers, body } = await send(app, payload, { authorization });
    expect([statusCode, JSON.parse(body)]).toEqual([200, { data: { me: { name: 'Ada' } } }]);
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'access-control-allow-origin': SANDBOX,
      'access-control-expose-headers': 'retry-after, www-authenticate',
    });
  });

  test('gets one answer when it would also take many parts', async () => {
    const accept = 'multipart/mixed;deferSpec=20220824, application/json';
    const { statusCode, headers, body } = await send(app, { query: '{ refuse }' }, { accept });
    expect([statusCode, JSON.parse(body)]).toEqual([200, { data: { refuse: null } }]);
    expect(headers['content-type']).toContain('application/json');
  });
});

test("Apollo's sandbox may not ask where it is not allowed", async () => {
  const closed = await shop.gateway({ introspection: true, sandbox: false });
  expect((await preflight(closed, 'content-type')).headers['access-control-allow-origin']).toBeUndefined();
  expect((await send(closed, { query: '{ refuse }' })).headers['access-control-allow-origin']).toBeUndefined();
});
