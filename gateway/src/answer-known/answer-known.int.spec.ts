import { hash } from 'node:crypto';
import { createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { tooOften } from '../limit-rates/limit-rates.ts';

const isShort = (inject('gatewayEngine') ?? 'compiled') === 'compiled';
let shop: SmallShop;
let app: FastifyInstance;
const metrics = createMetrics('gateway', { defaults: false });
const taken: string[] = [];
const texts = new Map<string, string>();

beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({
    metrics,
    introspection: true,
    apqCache: {
      get: async (key) => texts.get(key),
      set: async (key, text) => void texts.set(key, text),
      delete: async (key) => texts.delete(key),
    },
    rates: {
      async take({ fields }, { clientAddress }) {
        taken.push(...fields.keys());
        if (clientAddress === '9.9.9.9' && fields.has('count')) throw tooOften('count', 7);
      },
    },
  });
});
afterAll(() => shop.close());

interface Request {
  readonly payload: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remoteAddress?: string;
}

async function send({ payload, headers = {}, remoteAddress = '127.0.0.1' }: Request) {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const own = { 'content-type': 'application/json', traceparent, ...headers };
  const response = await app.inject({ method: 'POST', url: '/graphql', headers: own, payload, remoteAddress });
  const { date: _, ...others } = response.headers;
  const body = response.body
    .replaceAll(/"errorId":"[^"]+"/g, '"errorId":"…"')
    // What a subgraph is told is signed at this moment.
    .replaceAll(/(x-\w+-(?:viewer|time-left)|x-viewer): [^"]+/g, '$1: …');
  return { status: response.statusCode, headers: others, body };
}

async function answeredShort(which: 'known' | 'new' = 'known'): Promise<number> {
  const value = await metrics.registry.getSingleMetric(`gateway_${which}_answers_total`)?.get();
  return value?.values[0]?.value ?? 0;
}

const list = 'query List($first: Int!) { list(first: $first) { id } }';
const deep =
  'query ($n: Int!) { list(first: 1) { similar(first: $n) { similar(first: $n) { similar(first: $n) { id } } } } }';
const persisted = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } });

/** Which of them are answered without Apollo Server from the third time on. */
const SHORT: readonly (readonly [string, Request])[] = [
  ['a query', { payload: { query: '{ me { id name } }' } }],
  ['with variables', { payload: { query: list, variables: { first: 2 } } }],
  ['with its name', { payload: { query: list, variables: { first: 2 }, operationName: 'List' } }],
  ['a mutation', { payload: { query: 'mutation { buy }' } }],
  ['one that sets cookies', { payload: { query: 'mutation { login }' } }],
  ['introspection beside data', { payload: { query: '{ __schema { queryType { name } } count }' } }],
  ['__typename', { payload: { query: '{ __typename }' } }],
  ['an error of a field', { payload: { query: '{ list(first: 1000) { id } count }' } }],
  ['a fault of a subgraph', { payload: { query: 'query Bug { bug count }' } }],
  [
    'as Apollo Client sends it',
    {
      payload: {
        query: '{ count __typename }',
        variables: {},
        extensions: { clientLibrary: { name: '@apollo/client', version: '4.3.8' } },
      },
      headers: { accept: 'application/graphql-response+json,application/json;q=0.9', origin: 'https://shop.test' },
    },
  ],
  ['one that comes too often', { payload: { query: '{ count refuse }' }, remoteAddress: '9.9.9.9' }],
  ['one that is asked for by its hash', { payload: { extensions: persisted('{ refuse count }') } }],
  ['a condition', { payload: { query: 'query ($a: Boolean!) { count @include(if: $a) }', variables: { a: true } } }],
];

const LONG: readonly (readonly [string, Request])[] = [
  ['without its variables', { payload: { query: list } }],
  ['with variables of another type', { payload: { query: list, variables: { first: 'two' } } }],
  ['with variables that are a list', { payload: { query: list, variables: [2] } }],
  ['with variables that are text', { payload: { query: list, variables: '{"first":2}' } }],
  ['with another name', { payload: { query: list, variables: { first: 2 }, operationName: 'Lost' } }],
  ['with a name that is none', { payload: { query: list, variables: { first: 2 }, operationName: 1 } }],
  ['with several operations', { payload: { query: 'query A { count } query B { refuse }', operationName: 'B' } }],
  ['whose cost is asked for', { payload: { query: '{ count }', extensions: { cost: true } } }],
  ['whose plan is asked for', { payload: { query: '{ count }', extensions: { queryPlan: true } } }],
  ['with a hash beside it', { payload: { query: '{ count }', extensions: persisted('{ count }') } }],
  ['with a wrong hash beside it', { payload: { query: '{ count }', extensions: persisted('{ refuse }') } }],
  ['with an unknown hash', { payload: { extensions: persisted('{ nothing }') } }],
  ['with a worthless hash', { payload: { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } } }],
  ['whose hash is sent as its text', { payload: { query: hash('sha256', '{ refuse count }') } }],
  [
    'whose text is sent as its hash',
    { payload: { extensions: { persistedQuery: { version: 1, sha256Hash: '{ count }' } } } },
  ],
  ['where no JSON is wanted', { payload: { query: '{ count }' }, headers: { accept: 'text/html' } }],
  ['from a form', { payload: '{"query":"{ count }"}', headers: { 'content-type': 'text/plain' } }],
  ['in a list', { payload: [{ query: '{ count }' }] }],
  ['that would cost too much', { payload: { query: deep, variables: { n: 100 } } }],
  ['that is not valid', { payload: { query: '{ nothing }' } }],
];

describe('an operation that is known is answered as it was before', () => {
  beforeAll(async () => {
    for (const query of ['{ refuse count }', '{ count }'])
      for (const _ of [1, 2]) await send({ payload: { query, extensions: persisted(query) } });
    // It is known before it comes too often.
    for (const _ of [1, 2]) await send({ payload: { query: '{ count refuse }' } });
    for (const _ of [1, 2, 3]) await send({ payload: { query: list, variables: { first: 2 } } });
    for (const _ of [1, 2, 3]) await send({ payload: { query: deep, variables: { n: 1 } } });
  });

  test.each(SHORT)('%s', async (_, request) => {
    const first = await send(request);
    await send(request);
    const before = await answeredShort();
    taken.length = 0;
    expect(await send(request)).toEqual(first);
    const counted = [...taken];
    expect(await send(request)).toEqual(first);
    expect(taken).toEqual([...counted, ...counted]);
    expect(await answeredShort()).toBe(before + (isShort ? 2 : 0));
  });

  test.each(LONG)('and by Apollo Server: %s', async (_, request) => {
    const before = await answeredShort();
    const first = await send(request);
    for (const _ of [1, 2, 3]) expect(await send(request)).toEqual(first);
    expect(await answeredShort()).toBe(before);
  });
});

test('a condition that does not hold is another operation', async () => {
  const query = 'query ($b: Boolean!) { count refuse @include(if: $b) }';
  const ask = async (b: boolean) => JSON.parse((await send({ payload: { query, variables: { b } } })).body).data;
  for (const _ of [1, 2, 3]) {
    expect(await ask(true)).toEqual({ count: null, refuse: null });
    expect(await ask(false)).toEqual({ count: null });
  }
});

describe.runIf(isShort)('without Apollo Server is answered, too, what is new', () => {
  test.each([
    ['a query', { query: '{ me { id } count refuse }' }, 1],
    ['with variables', { query: 'query New($n: Int!) { list(first: $n) { id } count }', variables: { n: 1 } }, 1],
    ['a mutation', { query: 'mutation New { buy }' }, 1],
    ['an error of a field', { query: 'query New { list(first: 1000) { id } refuse }' }, 1],
    ['without its variables', { query: 'query New($n: Int!) { list(first: $n) { id } refuse }' }, 0],
    ['with another name', { query: 'query New { count refuse me { id } }', operationName: 'Old' }, 0],
    ['with several operations', { query: 'query A { count } query New { me { id } }', operationName: 'New' }, 0],
    ['that is not valid', { query: 'query New { nothing }' }, 0],
  ])('%s, and only once', async (_, payload, times) => {
    const before = [await answeredShort('new'), await answeredShort()];
    const first = await send({ payload });
    expect(await send({ payload })).toEqual(first);
    expect([await answeredShort('new'), await answeredShort()]).toEqual([(before[0] ?? 0) + times, before[1]]);
  });
});

test.runIf(isShort)('what is asked once is not remembered, and a subgraph that is away is told as ever', async () => {
  const query = '{ me { coupons } }';
  const authorization = `Bearer ${await shop.signIn()}`;
  const before = await answeredShort();
  const request = { payload: { query }, headers: { authorization } };
  for (const _ of [1, 2]) await send(request);
  expect(await answeredShort()).toBe(before);
  await shop.stop('coupon');
  const told = await send(request);
  expect(await answeredShort()).toBe(before + 1);
  expect(JSON.parse(told.body)).toMatchObject({
    data: { me: { coupons: null } },
    errors: [{ path: ['me', 'coupons'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'coupon' } }],
  });
});
