import { request as httpRequest } from 'node:http';
import { callersTimeLeftMs } from '@rushgraph/concurrency';
import { signViewer, TIME_LEFT_HEADER, VIEWER_HEADER } from '@rushgraph/identity';
import { eventually, silentLogger } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHealth } from '../health.ts';
import { createMetrics } from '../metrics.ts';
import { createSubgraphServer } from './subgraph-server.ts';

const key = Buffer.alloc(32, 7);
/** What was begun, and how long its caller waited then. */
const begun: (number | undefined)[] = [];
let app: FastifyInstance;
let metrics = createMetrics('shop', { defaults: false });

const outlast = async () => {
  begun.push(callersTimeLeftMs());
  await eventually(() => expect(callersTimeLeftMs()).toBeLessThanOrEqual(0));
  return 'first';
};
const note = () => {
  begun.push(callersTimeLeftMs());
  return 'done';
};

beforeEach(async () => {
  begun.length = 0;
  metrics = createMetrics('shop', { defaults: false });
  app = await createSubgraphServer<object>({
    service: 'shop',
    typeDefs: 'type Query { note: String }  type Mutation { outlast: String  note: String }',
    resolvers: { Query: { note }, Mutation: { outlast, note } },
    viewerKey: key,
    createContext: () => ({}),
    logger: silentLogger(),
    health: createHealth(),
    metrics,
    introspection: false,
  });
});
afterEach(() => app.close());

const signature = () => ({
  [VIEWER_HEADER]: signViewer({ kind: 'anonymous' }, { audience: 'shop', key, now: new Date() }),
});

async function ask(query: string, headers: Record<string, string>) {
  const json = { 'content-type': 'application/json' };
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...json, ...headers },
    payload: { query },
  });
  return [response.statusCode, response.json()];
}

const tooLate = { code: 'SUBGRAPH_TIMEOUT', service: 'shop' };

it('bounds what is done for a signed caller', async () => {
  const answer = await ask('{ note }', { ...signature(), [TIME_LEFT_HEADER]: '5000' });
  expect(answer).toEqual([200, { data: { note: 'done' } }]);
  expect(begun[0]).toBeGreaterThan(0);
  expect(begun[0]).toBeLessThanOrEqual(5_000);
});

it('refuses at once, typed, whoever asks when their time is over', async () => {
  const [status, { errors }] = await ask('{ note }', { ...signature(), [TIME_LEFT_HEADER]: '0' });
  expect([status, errors[0].extensions, begun]).toEqual([504, tooLate, []]);
});

it('is not told anything by a caller who has not signed', async () => {
  const without = await ask('{ note }', {});
  expect(without[0]).toBe(401);
  for (const time of ['0', '60000']) expect(await ask('{ note }', { [TIME_LEFT_HEADER]: time })).toEqual(without);
  const forged = { [VIEWER_HEADER]: 'eyJhdWQiOiJzaG9wIn0.AAAA', [TIME_LEFT_HEADER]: '0' };
  expect(await ask('{ note }', forged)).toEqual(without);
});

it.each(['-1', 'soon', '1e3', '', ' 0', '99999999'])('takes %j for nothing', async (time) => {
  expect(await ask('{ note }', { ...signature(), [TIME_LEFT_HEADER]: time })).toEqual([
    200,
    { data: { note: 'done' } },
  ]);
  expect(begun).toEqual([undefined]);
});

it('begins nothing more once the time is over, and says so', async () => {
  const headers = { ...signature(), [TIME_LEFT_HEADER]: '2000' };
  const [status, { data, errors }] = await ask('mutation { outlast note }', headers);
  expect([status, data]).toEqual([200, { outlast: 'first', note: null }]);
  expect(errors).toMatchObject([{ path: ['note'], extensions: tooLate }]);
  expect(begun).toHaveLength(1);
});

it('begins nothing more for a caller who has left', async () => {
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const headers = { 'content-type': 'application/json', ...signature(), [TIME_LEFT_HEADER]: '60000' };
  const call = httpRequest({ port, method: 'POST', path: '/graphql', headers });
  call.end(JSON.stringify({ query: 'mutation { outlast note }' }));
  await eventually(() => expect(begun).toHaveLength(1));
  call.on('error', () => undefined).destroy();
  // Counted when nothing more can begin.
  await eventually(async () => expect(await metrics.registry.metrics()).toContain('graphql_operation_seconds_count'));
  expect(begun).toHaveLength(1);
});

it('without a word of the caller begins everything, as long as it takes', async () => {
  const call = ask('mutation { note again: note }', signature());
  expect(await call).toEqual([200, { data: { note: 'done', again: 'done' } }]);
  expect(begun).toEqual([undefined, undefined]);
});
