import { hash } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLogger, createMetrics, type Metrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hostileDocuments } from '../../hostile/documents.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

const isShort = (inject('gatewayEngine') ?? 'compiled') === 'compiled';
/** All of it is spent for ever, or none. */
const spent = { isLeft: () => false, spend: () => undefined };

interface Door {
  readonly app: FastifyInstance;
  readonly metrics: Metrics;
  /** Lines of the log. */
  readonly lines: Record<string, unknown>[];
}

let shop: SmallShop;
const doors = new Map<string, Door>();

async function open(changes: Parameters<SmallShop['gateway']>[0]): Promise<Door> {
  const metrics = createMetrics('gateway', { defaults: false });
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const logger = createLogger({ service: 'gateway', level: 'info', pretty: false, destination });
  return { app: await shop.gateway({ metrics, logger, ...changes }), metrics, lines };
}

beforeAll(async () => {
  shop = await smallShop();
  // By Apollo's own executor every text is Apollo Server's.
  doors.set('Apollo Server', await open({ engine: 'apollo' }));
  doors.set('serving', await open({ engine: 'compiled' }));
  doors.set('thread', await open({ engine: 'compiled', ownTime: spent }));
});
afterAll(() => shop.close());

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly url?: string;
  readonly payload?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ app, lines }: Door, { method = 'POST', url = '/graphql', payload, headers = {} }: Request) {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const own = { ...(method === 'POST' && { 'content-type': 'application/json' }), traceparent, ...headers };
  lines.length = 0;
  const response = await app.inject({ method, url, headers: own, ...(payload !== undefined && { payload }) });
  const { date: _, ...others } = response.headers;
  const logged = lines.map(({ msg, operation, kind, cost, codes, status }) => ({
    msg,
    operation,
    kind,
    cost,
    codes,
    status,
  }));
  return { status: response.statusCode, headers: others, body: response.body, logged };
}

/** Counted by operation, kind, outcome and code. */
async function counted({ metrics }: Door): Promise<readonly string[]> {
  const text = await metrics.registry.metrics();
  return text
    .split('\n')
    .filter((line) => /^(?:graphql_operation_seconds_count|graphql_errors_total|gateway_errors_total)/.test(line))
    .sort();
}

async function examinedBy({ metrics }: Door, by: string): Promise<number> {
  const value = await metrics.registry.getSingleMetric('gateway_examined_operations_total')?.get();
  return value?.values.find(({ labels }) => labels.by === by)?.value ?? 0;
}

const post = (query: unknown, others: object = {}): Request => ({ payload: { query, ...others } as object });
const address = (parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHT): Request => ({
  method: 'GET',
  url: `/graphql?${new URLSearchParams(parameters)}`,
  headers,
});
const PREFLIGHT = { 'apollo-require-preflight': 'yes' };
const persisted = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } });
const deep = `{ me { ${'friend { '.repeat(20)} id ${'}'.repeat(20)} } }`;
const wide = `query Wide { ${Array.from({ length: 60 }, (_, n) => `a${n}: count`).join(' ')} }`;
const nested = `{ me { ${'friend { '.repeat(250)} id ${'}'.repeat(250)} } }`;
const conditional = 'subscription ($a: Boolean!) { parcelMoved(id: "1") @include(if: $a) { id } }';

const REQUESTS: readonly (readonly [string, Request])[] = [
  ['no document', post('{ me { id')],
  ['a word too many', post('query { me { id } } lost')],
  ['more words than are read', post(`{ me { ${'id '.repeat(6_000)} } }`)],
  ['an unknown field', post('{ nothing }')],
  ['a name that is nearly right', post('{ me { nam } }')],
  ['many problems', post(`{ ${Array.from({ length: 30 }, (_, n) => `no${n}`).join(' ')} }`)],
  ['on several lines', post('{\n  me {\n    lost\n  }\n  count(by: 1)\n}')],
  ['a value of another type', post('{ list(first: "two") { id } }')],
  ['two logins', post('mutation { a: login b: login }')],
  ['a misleading alias', post('{ __typename: count }')],
  ['a look at the schema', post('query Look { __schema { types { name } } }')],
  ['fragments in a ring', post('{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }')],
  ['a fragment alone', post('fragment A on User { id }')],
  ['too deep', post(deep)],
  ['too wide', post(wide)],
  ['too wide, by its name', post(`${wide} query Small { count }`, { operationName: 'Wide' })],
  ['not too wide, by its name', post(`${wide} query Small { count }`, { operationName: 'Small' })],
  ['too wide, and no name', post(`${wide} query Small { count }`)],
  ['too wide, whose plan is asked for', post(wide, { extensions: { queryPlan: true } })],
  ['too wide, whose cost is asked for', post(wide, { extensions: { cost: true } })],
  ['a mutation that is too wide', post(wide.replace('query Wide', 'mutation').replaceAll('count', 'buy'))],
  ['a subscription that is too wide', post(`subscription { parcelMoved(id: "1") { ${'id '.repeat(2_100)} } }`)],
  ['brackets beyond a stack', post(nested)],
  ['a conditional root', post(conditional, { variables: { a: true } })],
  ['with a hash', post('{ lost }', { extensions: persisted('{ lost }') })],
  ['with the hash of another text', post('{ lost }', { extensions: persisted('{ count }') })],
  ['with a worthless hash', post('{ lost }', { extensions: { persistedQuery: { version: 2 } } })],
  ['beside variables that are a list', post('{ lost }', { variables: [1] })],
  ['beside variables that are text', post('{ lost }', { variables: '{}' })],
  ['beside extensions that are a list', post('{ lost }', { extensions: [] })],
  ['beside a name that is none', post('{ lost }', { operationName: 1 })],
  ['beside nulls', post('{ lost }', { variables: null, operationName: null, extensions: null })],
  ['that is a number', post(1)],
  ['that is empty', post('')],
  ['in a list', { payload: [{ query: '{ lost }' }] }],
  ['for who wants the newer type', { ...post('{ lost }'), headers: { accept: 'application/graphql-response+json' } }],
  ['for who also takes events', { ...post('{ lost }'), headers: { accept: 'application/json, text/event-stream' } }],
  ['for who takes events alone', { ...post('{ lost }'), headers: { accept: 'text/event-stream' } }],
  ['from another page', { ...post('{ lost }'), headers: { origin: 'https://shop.test' } }],
  ['by GET', address({ query: '{ lost }' })],
  ['by GET, too wide', address({ query: wide })],
  [
    'by GET, a mutation that is too wide',
    address({ query: wide.replace('query Wide', 'mutation').replaceAll('count', 'buy') }),
  ],
  ['by GET, with JSON as its type', address({ query: '{ lost }' }, { 'content-type': 'application/json' })],
  ['by GET, from a form', address({ query: '{ lost }' }, {})],
  ['by GET, with another type', address({ query: '{ lost }' }, { ...PREFLIGHT, 'content-type': 'text/plain' })],
  ['by GET, beside variables that are none', address({ query: '{ lost }', variables: 'x' })],
  ['by GET, beside variables that are a list', address({ query: '{ lost }', variables: '[]' })],
  ['by GET, twice', { ...address({}), url: '/graphql?query={lost}&query={me}' }],
  ['by GET, written in another way', { ...address({}), url: '/graphql?query=%7B+lost%0A%7D%' }],
  ['a query', post('{ me { id } }')],
  ['a query with variables', post('query ($first: Int!) { list(first: $first) { id } }', { variables: { first: 2 } })],
  ['a query without its variables', post('query ($n: Int!) { list(first: $n) { name } }')],
  ['a mutation by GET', address({ query: 'mutation { buy }' })],
  ['a subscription', post('subscription { parcelMoved(id: "1") { id } }')],
];

describe.runIf(isShort)('who examines a text does not matter to its sender', () => {
  const hostile = hostileDocuments.map(({ name, body }) => [name, { payload: body as object }] as const);

  test.each([...REQUESTS, ...hostile])('%s', async (_, request) => {
    const [apollo, serving, thread] = [...doors.values()];
    if (apollo === undefined || serving === undefined || thread === undefined) throw new Error('a door is missing');
    const expected = await send(apollo, request);
    expect(expected.logged).not.toEqual([]);
    expect(await send(serving, request)).toEqual(expected);
    expect(await send(thread, request)).toEqual(expected);
  });

  test('nor is it counted in another way', async () => {
    const [expected, ...others] = await Promise.all([...doors.values()].map(counted));
    for (const other of others) expect(other).toEqual(expected);
  });

  test('and each was read where it should be', async () => {
    const { serving, thread, 'Apollo Server': apollo } = Object.fromEntries(doors);
    if (apollo === undefined || serving === undefined || thread === undefined) throw new Error('a door is missing');
    const [byServing, byThread] = [await examinedBy(serving, 'serving'), await examinedBy(thread, 'thread')];
    expect(byThread).toBeGreaterThanOrEqual(REQUESTS.length / 2);
    // Long texts are not its own, whatever time it has.
    expect(byServing + (await examinedBy(serving, 'thread'))).toBe(byThread);
    expect(byServing).toBeGreaterThan(0);
    expect([await examinedBy(thread, 'serving'), await examinedBy(apollo, 'serving')]).toEqual([0, 0]);
  });
});
