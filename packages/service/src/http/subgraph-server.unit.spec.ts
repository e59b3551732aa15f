import { codedError, signViewer, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import { afterAll, expect, it } from 'vitest';
import { createHealth } from '../health.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createSubgraphServer } from './subgraph-server.ts';

const key = Buffer.alloc(32, 7);
const now = () => new Date('2026-01-01T00:00:00Z');
const logged: string[] = [];
const health = createHealth({ now });

const server = createSubgraphServer<{ viewer: Viewer }>({
  service: 'shop',
  typeDefs: 'type Query { viewer: String!  refuse: String  bug: String }',
  resolvers: {
    Query: {
      viewer: (_: unknown, __: unknown, { viewer }: { viewer: Viewer }) => viewer.kind,
      refuse: () => {
        throw codedError('FORBIDDEN', 'No.', { secret: 'inner' });
      },
      bug: () => {
        throw new Error('password is hunter2');
      },
    },
  },
  viewerKey: key,
  now,
  createContext: ({ viewer }) => ({ viewer }),
  logger: createLogger({
    service: 'shop',
    level: 'info',
    pretty: false,
    destination: { write: (line) => logged.push(line) },
  }),
  health,
  metrics: createMetrics('shop', { defaults: false }),
  introspection: false,
});

afterAll(async () => (await server).close());

async function ask(query: string, header = signed({ kind: 'anonymous' })) {
  const response = await (await server).inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...(header !== '' && { [VIEWER_HEADER]: header }) },
    payload: JSON.stringify({ query }),
  });
  return { status: response.statusCode, body: response.json() };
}

function signed(viewer: Viewer, options: Partial<{ audience: string; key: Buffer; now: Date }> = {}): string {
  return signViewer(viewer, { audience: 'shop', key, now: now(), ...options });
}

it('answers a signed call as the viewer it was signed for', async () => {
  expect(await ask('{ viewer }', signed({ kind: 'service', name: 'order' }))).toEqual({
    status: 200,
    body: { data: { viewer: 'service' } },
  });
});

it.each([
  ['unsigned', ''],
  ['signed with another key', signed({ kind: 'anonymous' }, { key: Buffer.alloc(32, 8) })],
  ['signed for another subgraph', signed({ kind: 'anonymous' }, { audience: 'item' })],
  ['signed an hour ago', signed({ kind: 'anonymous' }, { now: new Date('2025-12-31T23:00:00Z') })],
  ['malformed', 'a.b.c'],
])('refuses a call that is %s', async (_, header) => {
  const { status, body } = await ask('{ viewer }', header);
  expect(status).toBe(401);
  expect(body.errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
});

it('refuses before it reads the body', async () => {
  const response = await (await server).inject({ method: 'POST', url: '/graphql', payload: 'not json' });
  expect(response.statusCode).toBe(401);
});

it('passes coded errors on without what nobody promised', async () => {
  const { body } = await ask('{ refuse }');
  expect(body.errors).toMatchObject([{ message: 'No.', path: ['refuse'] }]);
  expect(body.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
});

it('masks a bug and logs it under the id that the caller got', async () => {
  const { body } = await ask('{ bug }');
  const { extensions, message } = body.errors[0];
  expect(message).not.toContain('hunter2');
  expect(extensions.code).toBe('INTERNAL_SERVER_ERROR');
  expect(logged.filter((line) => line.includes(extensions.errorId) && line.includes('hunter2'))).toHaveLength(1);
});

it('does not answer introspection unless it was asked to', async () => {
  expect((await ask('{ __schema { types { name } } }')).body.errors[0].extensions.code).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  );
});

it('takes no batches and no oversized operations', async () => {
  const batch = await (await server).inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signed({ kind: 'anonymous' }) },
    payload: JSON.stringify([{ query: '{ viewer }' }]),
  });
  expect(batch.statusCode).toBe(400);
  const { body } = await ask(`{ ${'viewer '.repeat(10_001)} }`);
  expect(body.errors[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
});
