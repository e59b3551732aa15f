import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createLogger } from '@rushgraph/service';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { briefly } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
let app: FastifyInstance;
const lines: string[] = [];
beforeAll(async () => {
  shop = await smallShop();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'warn', pretty: false, destination });
  app = await shop.gateway({ logger, introspection: true });
});
afterAll(() => shop.close());

const query = '{ refuse }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const post = (payload: object, options: InjectOptions = {}) =>
  app.inject({ method: 'POST', url: '/graphql', payload, ...options });

describe('a mistake with persisted queries is the client’s, and no fault in our log', () => {
  test.each([
    ['the hash of another query', { version: 1, sha256Hash: sha256('other') }],
    ['a hash that is none', { version: 1, sha256Hash: 'x'.repeat(10_000) }],
    ['no hash', { version: 1 }],
    ['an object for a hash', { version: 1, sha256Hash: { length: 64 } }],
    ['another version', { version: 2, sha256Hash: sha256(query) }],
    ['a text', 'yes'],
    ['a list', [1]],
  ])('%s is refused', async (_, persistedQuery) => {
    lines.length = 0;
    const byPost = await post({ query, extensions: { persistedQuery } });
    const parameters = new URLSearchParams({ query, extensions: JSON.stringify({ persistedQuery }) });
    const byGet = await app.inject({ url: `/graphql?${parameters}`, headers: { 'apollo-require-preflight': '1' } });
    for (const response of [byPost, byGet]) {
      expect([response.statusCode, briefly(response.json().errors)]).toEqual([400, [{ code: 'BAD_USER_INPUT' }]]);
    }
    expect(lines).toEqual([]);
  });

  test('and the dance that clients do works', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const unknown = await post({ extensions });
    expect([unknown.statusCode, briefly(unknown.json().errors)]).toEqual([
      200,
      [{ code: 'PERSISTED_QUERY_NOT_FOUND' }],
    ]);
    expect((await post({ query, extensions })).json()).toEqual({ data: { refuse: null } });
    expect((await post({ extensions })).json()).toEqual({ data: { refuse: null } });
  });
});

test('a subscription whose field is conditional is the client’s mistake, and no fault in our log', async () => {
  lines.length = 0;
  const subscription = 'subscription S($s: Boolean = true) { parcelMoved(id: 1) @skip(if: $s) { state } }';
  for (const [text, operationName] of [[subscription], [`query Q { refuse } ${subscription}`, 'Q']]) {
    const response = await post({ query: text, operationName });
    expect([response.statusCode, briefly(response.json().errors)]).toEqual([
      400,
      [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
    ]);
  }
  // Below its field it may have conditions, and other operations anywhere.
  const other = 'query Q($s: Boolean = true) { refuse @skip(if: $s) }';
  const fine = `${other} subscription S($s: Boolean = true) { parcelMoved(id: 1) { id state @skip(if: $s) } }`;
  expect((await post({ query: fine, operationName: 'Q' })).json()).toEqual({ data: {} });
  expect(lines).toEqual([]);
});

test('a host that is none is the client’s mistake, and no fault in our log', async () => {
  lines.length = 0;
  for (const host of ['a b', '['])
    for (const url of ['/graphql', '/graphql?query={refuse}']) {
      const method = url === '/graphql' ? 'POST' : 'GET';
      const headers = { host, 'apollo-require-preflight': '1' };
      const response = await app.inject({
        method,
        url,
        headers,
        ...(method === 'POST' && { payload: { query: '{ refuse again: refuse }' } }),
      });
      expect([response.statusCode, briefly(response.json().errors)]).toEqual([400, [{ code: 'BAD_USER_INPUT' }]]);
    }
  expect(lines).toEqual([]);
});

test('other methods are told which ones there are, in GraphQL’s form', async () => {
  for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
    const response = await app.inject({ method, url: '/graphql', payload: { query } });
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET, POST']);
    expect(briefly(response.json().errors)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  }
});

describe('a refusal before execution', () => {
  const asked = 'application/graphql-response+json, application/json;q=0.9';
  const worthless = { authorization: 'Bearer nonsense' };
  test.each<[string, InjectOptions, number, string]>([
    ['of a token', { headers: worthless, payload: { query } }, 401, 'UNAUTHENTICATED'],
    ['of a long body', { payload: { query: `{ refuse } #${'x'.repeat(100_000)}` } }, 413, 'BAD_USER_INPUT'],
    ['of a broken body', { headers: { 'content-type': 'application/json' }, payload: '{' }, 400, 'BAD_USER_INPUT'],
    ['of a method', { method: 'PUT', payload: { query } }, 405, 'BAD_USER_INPUT'],
    ['of a deep document', { payload: { query: '{'.repeat(500) } }, 400, 'OPERATION_TOO_COMPLEX'],
    ['of an unknown field', { payload: { query: '{ nothing }' } }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['of a compressed body', { headers: { 'content-encoding': 'gzip' }, payload: { query } }, 415, 'BAD_USER_INPUT'],
  ])('%s is answered in the media type that was asked for', async (_, options, status, code) => {
    for (const [accept, type] of [
      [asked, 'application/graphql-response+json; charset=utf-8'],
      ['application/json', 'application/json; charset=utf-8'],
      ['*/*', 'application/json; charset=utf-8'],
    ] as const) {
      const headers = { accept, ...options.headers };
      const response = await app.inject({ method: 'POST', url: '/graphql', ...options, headers });
      expect([response.statusCode, response.headers['content-type']]).toEqual([status, type]);
      expect(response.json().errors[0].extensions.code).toBe(code);
      expect(response.json()).not.toHaveProperty('data');
    }
  });

  test('says that nothing else is answered, before anything runs', async () => {
    const response = await post({ query: 'mutation { login }' }, { headers: { accept: 'text/html' } });
    expect([response.statusCode, response.headers['set-cookie']]).toEqual([406, undefined]);
    expect(briefly(response.json().errors)).toEqual([{ code: 'BAD_USER_INPUT' }]);
  });
});

test('long answers are compressed for who can read them, and short ones are not', async () => {
  const long = { query: '{ __schema { types { name fields { name type { name } args { name } } } } }' };
  const plain = await post(long);
  expect(plain.headers['content-encoding']).toBeUndefined();
  const gzip = await post(long, { headers: { 'accept-encoding': 'gzip' } });
  expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringMatching(/accept-encoding/i) });
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body);
  const brotli = await post(long, { headers: { 'accept-encoding': 'gzip, br' } });
  expect([brotli.headers['content-encoding'], brotliDecompressSync(brotli.rawPayload).toString()]).toEqual([
    'br',
    plain.body,
  ]);
  const short = await post({ query }, { headers: { 'accept-encoding': 'gzip, br' } });
  expect([short.headers['content-encoding'], short.json()]).toEqual([undefined, { data: { refuse: null } }]);
});
