import { createRedis } from '@rushgraph/redis';
import { DEFAULT_SETTINGS } from '@rushgraph/resilience';
import { createHealth, createMetrics, type Metrics } from '@rushgraph/service';
import { eventually, signed, silentLogger, testRedis, userViewer } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, briefly } from '../test/ask.ts';
import { type SmallShop, smallShop } from '../test/small-shop.ts';
import { createDenyList } from './identify/deny-list.ts';

let shop: SmallShop;
let app: FastifyInstance;
let ada: Record<string, string>;
const everything = '{ me { name lines { item { name } } coupons } }';
const lines = [{ item: { name: 'the tea' } }, { item: { name: 'the cup' } }, { item: { name: 'the tea' } }];

beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

describe('a query', () => {
  test('is joined from the subgraphs, each item asked for once', async () => {
    shop.itemFetches.length = 0;
    const { status, data, errors } = await ask(app, everything, ada);
    expect([status, data, errors]).toEqual([200, { me: { name: 'Ada', lines, coupons: ['welcome'] } }, undefined]);
    const priced = await ask(app, '{ me { lines { item { price } } } }', ada);
    expect(priced.data).toEqual({ me: { lines: [null, 5, null].map((price) => ({ item: { price } })) } });
    expect(shop.itemFetches).toEqual([[], ['tea', 'cup']]);
    expect(priced.errors?.map(({ path }) => path)).toEqual(
      [0, 2].map((line) => ['me', 'lines', line, 'item', 'price']),
    );
  });

  test('shows a bug of a subgraph as an id only', async () => {
    const { data, errors } = await ask(app, '{ bug }');
    expect(data).toEqual({ bug: null });
    expect(briefly(errors)).toEqual([{ path: ['bug'], code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) }]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  test('that takes too long costs its field, and says so', async () => {
    const hasty = await shop.gateway({ timeoutMs: 100 });
    const { status, data, errors } = await ask(hasty, '{ slow headers }');
    expect([status, data]).toEqual([200, null]);
    expect(briefly(errors)?.[0]).toEqual({ path: ['slow'], code: 'SUBGRAPH_TIMEOUT', service: 'user' });
    shop.release();
  });

  test('shows no plan, however it is asked', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'apollo-query-plan-experimental': '1' },
      payload: { query: '{ me { name } }' },
    });
    expect(response.json()).toEqual({ data: { me: null } });
  });
});

describe('who asks', () => {
  test('is nobody without a token, and a forged viewer is not even looked at', async () => {
    const forged = signed(userViewer('ada'), 'user');
    expect((await ask(app, '{ me { id } }', forged)).data).toEqual({ me: null });
  });

  test('is nobody with an empty header, as Apollo’s documented link sends it', async () => {
    const { status, data } = await ask(app, '{ me { id } }', { authorization: '' });
    expect([status, data]).toEqual([200, { me: null }]);
  });

  test('is refused with a token that is worthless, before anything is asked', async () => {
    const { status, errors, data, headers } = await ask(app, '{ __typename }', { authorization: 'Bearer nonsense' });
    expect([status, data, briefly(errors)]).toEqual([401, undefined, [{ code: 'UNAUTHENTICATED' }]]);
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  test('is refused once the session was ended, and believed while Redis is away', async () => {
    const redis = await testRedis();
    const metrics = createMetrics('gateway', { defaults: false });
    const connection = createRedis({ url: redis.url, name: 'gateway', logger: silentLogger(), commandTimeoutMs: 250 });
    const denyList = createDenyList({ redis: connection, logger: silentLogger(), metrics });
    const careful = await shop.gateway({ denyList, metrics });
    await eventually(() => expect(connection.status).toBe('ready'));
    expect((await ask(careful, '{ me { name } }', ada)).data).toEqual({ me: { name: 'Ada' } });
    await redis.redis.set('session:denied:session', '1');
    expect((await ask(careful, '{ me { name } }', ada)).status).toBe(401);
    const other = { authorization: `Bearer ${await shop.signIn(['CUSTOMER'], 'another')}` };
    expect((await ask(careful, '{ me { name } }', other)).status).toBe(200);
    connection.disconnect();
    expect((await ask(careful, '{ me { name } }', ada)).data).toEqual({ me: { name: 'Ada' } });
    expect(await metrics.registry.metrics()).toMatch(/gateway_unchecked_sessions_total\{.*\} 1\n/);
    await redis.drop();
  });

  test('cannot be told while there are no keys: that is not the token’s fault', async () => {
    const verifier = { verify: () => Promise.reject(new Error('connect ECONNREFUSED')) };
    const blind = await shop.gateway({ verifier });
    const { status, errors } = await ask(blind, '{ me { name } }', ada);
    expect([status, briefly(errors)]).toEqual([503, [{ code: 'SUBGRAPH_UNAVAILABLE', service: 'user' }]]);
    expect((await ask(blind, '{ me { name } }')).data).toEqual({ me: null });
  });
});

describe('what crosses the gateway', () => {
  async function headersSeen(gateway: FastifyInstance, sent: Record<string, string>): Promise<readonly string[]> {
    const { data } = await ask(gateway, '{ headers }', sent);
    return data !== null && typeof data === 'object' && 'headers' in data ? Object(data.headers) : [];
  }
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  test('inwards is the trace, the refresh cookie and the address, and nothing else of the client', async () => {
    const sent = {
      traceparent,
      cookie: 'theme=dark; refresh=secret; session=x',
      'x-forwarded-for': '198.51.100.1',
      'x-rushgraph-client-ip': '198.51.100.1',
      'x-evil': 'yes',
    };
    const seen = await headersSeen(app, { ...sent, ...ada });
    expect(
      seen
        .filter((line) => /^(traceparent|cookie|x-(?!rushgraph-time-left|rushgraph-viewer)|authorization)/.test(line))
        .sort(),
    ).toEqual(['cookie: refresh=secret', `traceparent: ${traceparent}`, 'x-forwarded-for: 127.0.0.1']);
  });

  test('inwards is the address that a trusted load balancer saw', async () => {
    const behind = await shop.gateway({ trustedProxies: ['127.0.0.0/8'] });
    const sent = { 'x-forwarded-for': '192.0.2.66, 198.51.100.1' };
    expect(await headersSeen(behind, sent)).toContain('x-forwarded-for: 198.51.100.1');
  });

  test('outwards is the refresh cookie, every line of it, and no other', async () => {
    const { data, headers } = await ask(app, 'mutation { login }');
    expect(data).toEqual({ login: 'in' });
    expect(headers['set-cookie']).toEqual([
      'refresh=; Path=/old; Max-Age=0',
      'refresh=new; Path=/; HttpOnly; SameSite=Strict',
    ]);
  });
});

describe('a malformed request', () => {
  const post = (headers: Record<string, string>, payload: string) =>
    app.inject({ method: 'POST', url: '/graphql', headers, payload });
  const asJson = { 'content-type': 'application/json' };

  test.each([
    ['a body of more than 100 kB', asJson, JSON.stringify({ query: `{ me { id } } # ${'x'.repeat(100_000)}` }), 413],
    ['a body that is no JSON', asJson, '{', 400],
    ['several operations at once', asJson, JSON.stringify([{ query: '{ __typename }' }]), 400],
    ['what another site can send with a form', { 'content-type': 'text/plain' }, '{"query":"{ __typename }"}', 400],
  ])('is refused when it is %s', async (_, headers, payload, status) => {
    const response = await post(headers, payload);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a query of more than 5,000 tokens, and one whose fragments explode', async () => {
    const long = await ask(app, `{ ${'__typename '.repeat(5_000)} }`);
    expect([long.status, briefly(long.errors)]).toEqual([400, [{ code: 'GRAPHQL_PARSE_FAILED' }]]);
    const levels = Array.from(
      { length: 30 },
      (_, level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`,
    );
    const bomb = await ask(app, `{ ...F0 } ${levels.join(' ')} fragment F30 on Query { refuse }`);
    expect([bomb.status, bomb.errors?.[0]?.extensions.code]).toEqual([400, 'OPERATION_TOO_COMPLEX']);
  });

  test('a mutation by GET, or a query by GET that another site could send', async () => {
    const get = (query: string, headers = {}) =>
      app.inject({ url: `/graphql?query=${encodeURIComponent(query)}`, headers });
    const preflighted = { 'apollo-require-preflight': '1' };
    expect((await get('{ __typename }')).statusCode).toBe(400);
    expect((await get('{ __typename }', preflighted)).statusCode).toBe(200);
    expect((await get('mutation { login }', preflighted)).statusCode).toBe(405);
  });

  test('an operation with two attempts at a password, and nothing of it runs', async () => {
    const { status, data, errors } = await ask(app, 'mutation { a: login b: login }');
    expect([status, data, briefly(errors)]).toEqual([400, undefined, [{ code: 'GRAPHQL_VALIDATION_FAILED' }]]);
  });

  test('a look at the schema, unless it is open', async () => {
    const query = '{ __schema { queryType { name } } }';
    const closed = await ask(app, query);
    expect([closed.status, closed.data]).toEqual([400, undefined]);
    expect(JSON.stringify((await ask(app, '{ mee }')).errors)).not.toContain('Did you mean');
    const open = await shop.gateway({ introspection: true });
    expect((await ask(open, query)).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  test('a browser from elsewhere', async () => {
    const preflight = async (gateway: FastifyInstance, origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      return (await gateway.inject({ method: 'OPTIONS', url: '/graphql', headers })).headers[
        'access-control-allow-origin'
      ];
    };
    const studio = 'https://studio.apollographql.com';
    expect(await preflight(app, 'https://shop.test')).toBe('https://shop.test');
    for (const origin of ['https://evil.test', 'https://shop.test.evil.test', 'null', studio]) {
      expect(await preflight(app, origin)).toBeUndefined();
    }
    expect(await preflight(await shop.gateway({ sandbox: true }), studio)).toBe(studio);
  });
});

describe('a dead subgraph', () => {
  test('costs only its part', async () => {
    const { data, errors, status } = await ask(
      await shop.gateway({ urls: new Map([['coupon', 'http://127.0.0.1:1/graphql']]) }),
      everything,
      ada,
    );
    expect([status, data]).toEqual([200, { me: { name: 'Ada', lines, coupons: null } }]);
    expect(briefly(errors)).toEqual([{ path: ['me', 'coupons'], code: 'SUBGRAPH_UNAVAILABLE', service: 'coupon' }]);
  });

  test.each(['user', 'order', 'coupon'])('does not cost what is known of the viewer: %s', async (dead) => {
    const without = await shop.gateway({ urls: new Map([[dead, 'http://127.0.0.1:1/graphql']]) });
    const asked = await ask(without, '{ me { __typename id lines { item { name } } coupons } me2: me { id } }', ada);
    expect(asked.data).toEqual({
      me: {
        __typename: 'User',
        id: 'ada',
        lines: dead === 'order' ? null : lines,
        coupons: dead === 'coupon' ? null : ['welcome'],
      },
      me2: { id: 'ada' },
    });
    const lost = { order: 'lines', coupon: 'coupons' }[dead];
    expect(asked.errors?.map(({ path }) => path)).toEqual(lost && [['me', lost]]);
    expect((await ask(without, '{ me { id lines { item { name } } coupons } }')).data).toEqual({ me: null });
  });

  test('of entities costs their fields, at every place', async () => {
    const { data, errors } = await ask(
      await shop.gateway({ urls: new Map([['item', 'http://127.0.0.1:1/graphql']]) }),
      '{ me { lines { item { id name } } } }',
      ada,
    );
    expect(data).toEqual({ me: { lines: ['tea', 'cup', 'tea'].map((id) => ({ item: { id, name: null } })) } });
    expect(errors?.map(({ path }) => path)).toEqual([0, 1, 2].map((line) => ['me', 'lines', line, 'item', 'name']));
  });

  test('keeps the gateway neither from starting nor from being ready, even if all are dead', async () => {
    const nowhere = ['user', 'order', 'item', 'coupon'].map((name) => [name, 'http://127.0.0.1:1/graphql'] as const);
    const health = createHealth();
    const alone = await shop.gateway({ urls: new Map(nowhere), health });
    expect((await alone.inject('/health/ready')).statusCode).toBe(200);
    const { status, data, errors } = await ask(alone, everything, ada);
    expect([status, data]).toEqual([200, { me: null }]);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  });
});

/** Calls of the user subgraph that this gateway has begun. */
async function callsUnderWay({ registry }: Metrics): Promise<number | undefined> {
  const calls = await registry.getSingleMetric('resilience_calls_under_way')?.get();
  return calls?.values.find(({ labels }) => labels.dependency === 'user')?.value;
}

test('what is under way is answered when the gateway stops, and the stop waits for nothing else', async () => {
  const metrics = createMetrics('gateway', { defaults: false });
  const stopping = await shop.gateway({ metrics });
  const url = await stopping.listen({ port: 0, host: '127.0.0.1' });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ slow }"}' };
  const asking = fetch(`${url}/graphql`, init);
  await eventually(() => expect(callsUnderWay(metrics)).resolves.toBe(1));
  await eventually(() => expect(shop.slowCalls()).toBe(1));
  const stopped = stopping.close();
  await eventually(() => expect(fetch(`${url}/health/live`)).rejects.toThrow());
  const releasedAt = performance.now();
  shop.release();
  expect(await (await asking).json()).toEqual({ data: { slow: 'done' } });
  await stopped;
  // Less than connections are kept alive.
  expect(performance.now() - releasedAt).toBeLessThan(10_000);
});

test('two hundred requests that are under way when the gateway is told to stop are all answered', async () => {
  const many = 200;
  const policyOf = () => ({ ...DEFAULT_SETTINGS, timeLimitMs: 60_000, maxCalls: many });
  const limits = { timeoutMs: 60_000, requestMs: 60_000, connections: many, policyOf };
  const stopping = await shop.gateway(limits);
  const url = await stopping.listen({ port: 0, host: '127.0.0.1' });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ slow }"}' };
  const asking = Array.from({ length: many }, async () => (await fetch(`${url}/graphql`, init)).json());
  const answers = Promise.all(asking);
  await eventually(() => expect(shop.slowCalls()).toBe(many), { timeoutMs: 25_000 });
  const stopped = stopping.close();
  await eventually(() => expect(fetch(`${url}/health/live`)).rejects.toThrow());
  shop.release();
  expect(await answers).toEqual(Array.from({ length: many }, () => ({ data: { slow: 'done' } })));
  await stopped;
}, 60_000);

test('a client that leaves ends the fetch', async () => {
  const metrics = createMetrics('gateway', { defaults: false });
  const left = await shop.gateway({ metrics, timeoutMs: 60_000 });
  const url = await left.listen({ port: 0, host: '127.0.0.1' });
  const leaving = new AbortController();
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ slow }"}' };
  const asking = fetch(`${url}/graphql`, { ...init, signal: leaving.signal });
  await eventually(() => expect(shop.slowCalls()).toBe(1));
  leaving.abort();
  await expect(asking).rejects.toThrow();
  await eventually(async () => expect(await metrics.registry.metrics()).toContain('outcome="client_left"'));
  shop.release();
});
