import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { codedError, signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, it, vi } from 'vitest';
import { scalars } from '../graphql/scalars.ts';
import { createHealth } from '../health.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createSubgraphServer, type RequestBasis } from './subgraph-server.ts';

const key = Buffer.alloc(32, 7);
const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

async function fixture({ api = true, introspection = false } = {}) {
  const logged: string[] = [];
  const held = Promise.withResolvers<string>();
  const arrived = Promise.withResolvers<void>();
  const health = createHealth();
  const metrics = createMetrics('shop', { defaults: false });
  const app = await createSubgraphServer<object>({
    service: 'shop',
    typeDefs: `
      scalar DateTime
      scalar SafeInt
      type Query { ok: String  held: String  refused: String  foreign: String  at(time: DateTime): DateTime  sum(of: SafeInt): SafeInt  trace: String }
    `,
    resolvers: {
      ...scalars,
      Query: {
        ok: () => 'ok',
        held: () => {
          arrived.resolve();
          return held.promise;
        },
        refused: () => {
          throw codedError('UNAUTHENTICATED', 'Sign in.');
        },
        foreign: () => {
          throw Object.assign(codedError('FORBIDDEN', 'hunter2'), { extensions: { code: 'BAD_REQUEST' } });
        },
        at: (_: unknown, { time }: { time: Date }) => time,
        sum: (_: unknown, { of }: { of: number }) => of,
        trace: (_: unknown, __: unknown, { traceparent }: RequestBasis) => traceparent,
      },
    },
    viewerKey: key,
    createContext: ({ traceparent, request: { headers } }) => {
      if (headers['x-break'] !== undefined) throw new Error('hunter2');
      return { traceparent };
    },
    logger: createLogger({
      service: 'shop',
      level: 'info',
      pretty: false,
      destination: { write: (line) => void logged.push(line) },
    }),
    health,
    metrics,
    introspection,
    api,
  });
  opened.push(app);
  const post = async (payload: string | object, headers: Record<string, string> = {}) => {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...signature(), ...headers },
      payload,
    });
    return { status: response.statusCode, body: response.json(), text: response.body };
  };
  const codes = async (query: string, variables: object = {}) =>
    (await post({ query, variables })).body.errors?.map(
      (error: { extensions: { code: string } }) => error.extensions.code,
    );
  return { app, metrics, health, held, arrived: arrived.promise, logged, post, codes };
}

const signature = () => ({
  [VIEWER_HEADER]: signViewer({ kind: 'anonymous' }, { audience: 'shop', key, now: new Date() }),
});

it.each([
  ['broken JSON', '{', {}, 400],
  ['a body of more than 1 MB', JSON.stringify({ query: '#'.repeat(1_048_576) }), {}, 413],
  ['another kind of body', 'query=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['a body that a browser may send across sites', '{"query":"{ ok }"}', { 'content-type': 'text/plain' }, 400],
  ['a batch', '[{"query":"{ ok }"}]', {}, 400],
  ['no operation', '{}', {}, 400],
  ['an unknown operation', '{"query":"query A { ok } query B { ok }","operationName":"C"}', {}, 400],
])('answers %s as the fault of the caller', async (_, payload, headers, status) => {
  const { post, logged } = await fixture();
  const answer = await post(payload, headers);
  expect(answer.status).toBe(status);
  expect(answer.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(answer.text).not.toMatch(/stack|node_modules/);
  expect(logged).toEqual([]);
});

it('says that it blocks what a page of another site could send', async () => {
  const { post } = await fixture();
  expect((await post('{"query":"{ ok }"}', { 'content-type': 'text/plain' })).text).toContain('CSRF');
});

it('keeps no queries for callers', async () => {
  const { post } = await fixture();
  const query = '{ ok }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const { body } = await post({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
});

it('masks a fault outside the resolvers, and one whose code is not for resolvers', async () => {
  const { post, logged } = await fixture();
  for (const answer of [await post({ query: '{ ok }' }, { 'x-break': '1' }), await post({ query: '{ foreign }' })]) {
    expect(answer.text).not.toContain('hunter2');
    const [{ extensions }] = answer.body.errors;
    expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) });
    expect(logged.filter((line) => line.includes(extensions.errorId) && line.includes('hunter2'))).toHaveLength(1);
  }
});

it('keeps the rest of an answer, with status 200, when one field needs a viewer', async () => {
  const { post } = await fixture();
  expect(await post({ query: '{ ok refused }' })).toMatchObject({
    status: 200,
    body: { data: { ok: 'ok', refused: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  });
});

it('refuses bad scalars, as literals and as variables', async () => {
  const { codes, post } = await fixture();
  expect(await codes('{ at(time: "yesterday") }')).toEqual(['BAD_USER_INPUT']);
  expect(await codes('query ($t: DateTime) { at(time: $t) }', { t: 'yesterday' })).toEqual(['BAD_USER_INPUT']);
  expect(await codes('{ sum(of: 9007199254740993) }')).toEqual(['BAD_USER_INPUT']);
  expect(await codes('query ($n: SafeInt) { sum(of: $n) }', { n: 1.5 })).toEqual(['BAD_USER_INPUT']);
  const good = await post({ query: '{ at(time: "2026-01-01T00:00:00Z") sum(of: -9007199254740991) }' });
  expect(good.body).toEqual({ data: { at: '2026-01-01T00:00:00.000Z', sum: -9007199254740991 } });
});

it('answers its SDL but no names to who guesses them', async () => {
  const { post, codes } = await fixture();
  expect((await post({ query: '{ _service { sdl } }' })).body.data._service.sdl).toContain('held: String');
  expect(await codes('{ __schema { queryType { name } } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect((await post({ query: '{ okk }' })).text).not.toContain('Did you mean');
  const open = await fixture({ introspection: true });
  expect((await open.post({ query: '{ __schema { queryType { name } } }' })).body.data).toEqual({
    __schema: { queryType: { name: 'Query' } },
  });
});

it('passes on the trace of the call', async () => {
  const { post } = await fixture();
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
  expect((await post({ query: '{ trace }' }, { traceparent })).body.data).toEqual({ trace: traceparent });
  expect((await post({ query: '{ trace }' })).body.data.trace).toMatch(/^00-/);
});

it('takes calls by POST only, and none at all as a worker', async () => {
  const { app } = await fixture();
  const get = await app.inject({ method: 'GET', url: '/graphql?query={ok}', headers: signature() });
  expect(get.statusCode).toBe(404);
  const worker = (await fixture({ api: false })).app;
  expect((await worker.inject({ method: 'POST', url: '/graphql', headers: signature() })).statusCode).toBe(404);
  expect((await worker.inject('/health/live')).json()).toEqual({ status: 'live' });
});

it('counts requests by route, and operations by a bounded number of names', async () => {
  const { app, metrics, post } = await fixture();
  for (let index = 0; index < 105; index++) await post({ query: `query Name${index} { ok }` });
  await post({ query: '{ ok }' });
  await post({ query: 'query Wrong { wrong }', operationName: 'Wrong' });
  await app.inject('/no/such/place');
  const text = await metrics.registry.metrics();
  const counts = text.split('\n').filter((line) => line.startsWith('graphql_operation_seconds_count'));
  expect(counts).toHaveLength(100 + ['other', 'unnamed', 'unnamed and invalid'].length);
  const line = (name: string, labels: string) => `${name}_count{service="shop",${labels}}`;
  const operation = 'graphql_operation_seconds';
  expect(text).toContain(`${line(operation, 'operation="other",kind="query",outcome="ok"')} 5\n`);
  expect(text).toContain(`${line(operation, 'operation="unnamed",kind="query",outcome="ok"')} 1\n`);
  expect(text).toContain(`${line(operation, 'operation="unnamed",kind="unknown",outcome="error"')} 1\n`);
  const http = 'http_request_seconds';
  expect(text).toContain(`${line(http, 'method="POST",route="/graphql",status="200"')} 106\n`);
  expect(text).toContain(`${line(http, 'method="POST",route="/graphql",status="400"')} 1\n`);
  expect(text).toContain(`${line(http, 'method="unknown",route="unknown",status="404"')} 1\n`);
  expect(text).not.toContain('/no/such/place');
  expect(text).toContain(
    'graphql_errors_total{operation="unnamed",code="GRAPHQL_VALIDATION_FAILED",service="shop"} 1\n',
  );
});

it('says 503 while it drains, yet is alive', async () => {
  const { app, health } = await fixture();
  health.drain();
  const ready = await app.inject('/health/ready');
  expect([ready.statusCode, ready.json().status]).toEqual([503, 'draining']);
  expect((await app.inject('/health/live')).statusCode).toBe(200);
});

it('finishes what it began and closes at once, whatever connections are kept alive', async () => {
  const { app, held, arrived } = await fixture();
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const agent = new Agent({ keepAlive: true });
  const ask = async (query: string) => {
    const outgoing = request({
      port,
      agent,
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...signature() },
    });
    outgoing.end(JSON.stringify({ query }));
    const [response] = await once(outgoing, 'response');
    return (await response.toArray()).join('');
  };
  await Promise.all([ask('{ ok }'), ask('{ ok }')]);
  const busy = ask('{ held }');
  await arrived;
  let isClosed = false;
  const closing = app.close().then(() => {
    isClosed = true;
  });
  await vi.waitFor(() => expect(app.server.listening).toBe(false), { timeout: 10_000 });
  expect(isClosed).toBe(false);
  const releasedAt = performance.now();
  held.resolve('done');
  expect(JSON.parse(await busy)).toEqual({ data: { held: 'done' } });
  await closing;
  expect(performance.now() - releasedAt).toBeLessThan(1_000);
  agent.destroy();
});
