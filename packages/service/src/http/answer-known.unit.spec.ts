import { codedError, signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHealth } from '../health.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { answerKnown } from './answer-known.ts';
import { createSubgraphServer } from './subgraph-server.ts';

const key = Buffer.alloc(32, 7);
const metrics = createMetrics('shop', { defaults: false });
const logged: string[] = [];
const logger = createLogger({
  service: 'shop',
  level: 'info',
  pretty: false,
  destination: { write: (line) => void logged.push(line) },
});
let added = 0;
const server = createSubgraphServer<object>({
  service: 'shop',
  typeDefs: `
    type Query { ok: String  double(of: Int!): Int  refused: String  bug: String  must: String! }
    type Mutation { add(of: Int!): Int }
  `,
  resolvers: {
    Query: {
      ok: () => 'ok',
      double: (_: unknown, { of }: { of: number }) => of * 2,
      refused: () => {
        throw codedError('FORBIDDEN', 'No.', { secret: 'inner' });
      },
      bug: () => {
        throw new Error('hunter2');
      },
      must: () => null,
    },
    Mutation: {
      add: (_: unknown, { of }: { of: number }) => {
        added += of;
        return of;
      },
    },
  },
  viewerKey: key,
  createContext: ({ request: { headers } }) => {
    if (headers['x-break'] !== undefined) throw new Error('hunter2');
    return {};
  },
  logger,
  health: createHealth(),
  metrics,
  introspection: false,
});

beforeAll(() => server);
afterAll(async () => (await server).close());

async function ask(payload: object | string, headers: Readonly<Record<string, string>> = {}) {
  const response = await (await server).inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      [VIEWER_HEADER]: signViewer({ kind: 'anonymous' }, { audience: 'shop', key, now: new Date() }),
      ...headers,
    },
    payload,
  });
  // An id of its own for each fault.
  const body = response.body.replaceAll(/"errorId":"[^"]+"/g, '"errorId":"…"');
  const { date: _, ...others } = response.headers;
  return { status: response.statusCode, headers: others, body };
}

const double = 'query Double($of: Int!) { double(of: $of) }';

describe('a document that is known is answered as a new one', () => {
  it.each([
    ['without anything beside it', { query: '{ ok }' }, {}],
    ['with variables', { query: double, variables: { of: 2 } }, {}],
    ['with its name', { query: double, variables: { of: 2 }, operationName: 'Double' }, {}],
    ['with another name', { query: double, variables: { of: 2 }, operationName: 'Half' }, {}],
    ['with an empty name', { query: double, variables: { of: 2 }, operationName: '' }, {}],
    ['with a name that is none', { query: double, variables: { of: 2 }, operationName: 1 }, {}],
    ['without its variables', { query: double }, {}],
    ['with variables of another type', { query: double, variables: { of: 'two' } }, {}],
    ['with variables that are a list', { query: double, variables: [2] }, {}],
    ['with variables that are text', { query: double, variables: '{"of":2}' }, {}],
    ['with several operations', { query: 'query A { ok } query B { double(of: 1) }', operationName: 'B' }, {}],
    ['with an error of a field', { query: '{ ok refused }' }, {}],
    ['with a fault of ours', { query: '{ ok bug }' }, {}],
    ['with nothing where something must be', { query: '{ ok must }' }, {}],
    ['with extensions', { query: '{ ok }', extensions: { a: 1 } }, {}],
    ['with a persisted one', { query: '{ ok }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }, {}],
    ['where no JSON is wanted', { query: '{ ok }' }, { accept: 'text/html' }],
    ['where another JSON is wanted', { query: '{ ok }' }, { accept: 'application/graphql-response+json' }],
    ['where JSON is named', { query: '{ ok }' }, { accept: 'application/json' }],
    ['from a page of another site', '{"query":"{ ok }"}', { 'content-type': 'text/plain' }],
  ])('%s', async (_, payload, headers) => {
    const first = await ask(payload, headers);
    expect(await ask(payload, headers)).toEqual(first);
  });

  it('where its context cannot be made', async () => {
    await ask({ query: '{ ok }' });
    const { status, body } = await ask({ query: '{ ok }' }, { 'x-break': '1' });
    expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
    expect(body).not.toContain('hunter2');
  });
});

it('traces a known document for a gateway that asks for it', async () => {
  for (const _ of [1, 2, 3]) {
    const { body } = await ask({ query: '{ ok }' }, { 'apollo-federation-include-trace': 'ftv1' });
    expect(JSON.parse(body).extensions.ftv1).toEqual(expect.any(String));
  }
});

it('does a known mutation once for each request', async () => {
  const query = 'mutation ($of: Int!) { add(of: $of) }';
  for (const of of [1, 10, 'none', 100]) await ask({ query, variables: { of } });
  expect(added).toBe(111);
});

it('measures and names known operations, and counts their errors', async () => {
  for (const _ of [1, 2, 3]) await ask({ query: 'query Named { refused bug }' });
  const text = await metrics.registry.metrics();
  const operation = 'operation="Named",kind="query",outcome="error",service="shop"';
  expect(text).toContain(
    `graphql_operation_seconds_count{service="shop",${operation.replace(',service="shop"', '')}} 3\n`,
  );
  for (const code of ['FORBIDDEN', 'INTERNAL_SERVER_ERROR'])
    expect(text).toContain(`graphql_errors_total{operation="Named",code="${code}",service="shop"} 3\n`);
  const lines = logged.filter((line) => line.includes('"operation":"Named"'));
  expect(lines).toHaveLength(3);
});

describe('documents that are known', () => {
  const schema = buildSchema('type Query { ok: String }');
  const known = () => answerKnown({ schema, formatError: (formatted) => formatted, measure: () => undefined });

  it('are found by their text, once the engine keeps them', async () => {
    const { store, find } = known();
    expect(find({ query: '{ ok }' }, {})).toBeUndefined();
    await store.set('hash', parse('{ ok }'));
    expect(find({ query: '{ ok }' }, {})).toMatchObject({ variables: {}, operation: { operation: 'query' } });
    expect(await store.get('hash')).toBe(find({ query: '{ ok }' }, {})?.document);
  });

  it('are bounded by the length of their texts', async () => {
    const { store, find } = known();
    const textOf = (index: number) => `{ ok } # ${index} ${'.'.repeat(20_000)}`;
    for (let index = 0; index < 30; index++) await store.set(`hash ${index}`, parse(textOf(index)));
    expect(find({ query: textOf(0) }, {})).toBeUndefined();
    expect(find({ query: textOf(29) }, {})).toBeDefined();
  });
});
