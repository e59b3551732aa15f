import { createRedis } from '@rushgraph/redis';
import { eventually, silentLogger, type TestRedis, testRedis } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { briefly, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { operationsIn } from './add-operations.ts';
import { createApqCache } from './apq-cache.ts';
import { createSafelist, operationHash, SAFELIST_KEY } from './safelist.ts';

let shop: SmallShop;
let redis: TestRedis;
let connection: ReturnType<typeof createRedis>;
beforeAll(async () => {
  [shop, redis] = await Promise.all([smallShop(), testRedis()]);
  connection = createRedis({ url: redis.url, name: 'gateway', logger: silentLogger() });
  await eventually(() => expect(connection.status).toBe('ready'));
});
afterAll(async () => {
  connection.disconnect();
  await shop.close();
  await redis.drop();
});

const query = '{ refuse }';
const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: operationHash(text) } } });
const notListed = [{ code: 'OPERATION_NOT_SAFELISTED' }];

test('a persisted query is known to every gateway, and forgotten without harm while Redis is away', async () => {
  const one = await shop.gateway({ apqCache: createApqCache(connection, silentLogger()) });
  const other = await shop.gateway({ apqCache: createApqCache(connection, silentLogger()) });
  expect(briefly((await post(one, byHash(query))).errors)).toEqual([{ code: 'PERSISTED_QUERY_NOT_FOUND' }]);
  expect((await post(one, { query, ...byHash(query) })).data).toEqual({ refuse: null });
  await eventually(async () => expect((await post(other, byHash(query))).data).toEqual({ refuse: null }));
  expect(await redis.redis.ttl(`apq:${operationHash(query)}`)).toBeGreaterThan(80_000);
  const away = { get: fail, set: fail, del: fail };
  const blind = await shop.gateway({ apqCache: createApqCache(away, silentLogger()) });
  expect((await post(blind, { query, ...byHash(query) })).data).toEqual({ refuse: null });
  expect(briefly((await post(blind, byHash(query))).errors)).toEqual([{ code: 'PERSISTED_QUERY_NOT_FOUND' }]);
});

const fail = () => Promise.reject(new Error('Connection is closed.'));

async function safelisted(): Promise<{ app: FastifyInstance; refresh: () => Promise<void> }> {
  const safelist = createSafelist(connection, silentLogger());
  return { app: await shop.gateway({ safelist }), refresh: safelist.refresh };
}

test('only stored operations are run, as texts or by their hashes, by POST or GET', async () => {
  const { app, refresh } = await safelisted();
  expect([(await post(app, { query })).status, briefly((await post(app, { query })).errors)]).toEqual([403, notListed]);
  const [{ hash, text } = { hash: '', text: '' }] = operationsIn('refuse.graphql', query);
  await redis.redis.hset(SAFELIST_KEY, hash, text);
  await refresh();
  expect((await post(app, { query })).data).toEqual({ refuse: null });
  expect((await post(app, byHash(query))).data).toEqual({ refuse: null });
  const search = new URLSearchParams({ extensions: JSON.stringify(byHash(query).extensions) });
  const headers = { 'apollo-require-preflight': '1' };
  expect((await app.inject({ url: `/graphql?${search}`, headers })).json()).toEqual({ data: { refuse: null } });
});

test('nothing else is run: no other text, no text under a stored hash, and nothing is added by asking', async () => {
  const { app, refresh } = await safelisted();
  await redis.redis.hset(SAFELIST_KEY, operationHash(query), query);
  await refresh();
  const other = '{ bug }';
  for (const body of [{ query: other }, { query: `${query} ` }, byHash(other), {}, { query: other, ...byHash(other) }])
    expect(briefly((await post(app, body)).errors)).toEqual(notListed);
  expect((await post(app, { query: other, ...byHash(query) })).status).toBe(403);
  expect(briefly((await post(app, byHash(other))).errors)).toEqual(notListed);
});

test('the list that was read last stays while Redis is away', async () => {
  let isAway = false;
  const safelist = createSafelist({ hgetall: (key) => (isAway ? fail() : connection.hgetall(key)) }, silentLogger());
  expect(safelist.textOf(operationHash(query))).toBeUndefined();
  await safelist.refresh();
  isAway = true;
  await safelist.refresh();
  expect(safelist.textOf(operationHash(query))).toBe(query);
});

test('operations are read from documents and from manifests, and nothing else', () => {
  const manifest = JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    operations: [{ id: 'x', body: query }],
  });
  expect(operationsIn('manifest.json', manifest)).toEqual([{ hash: operationHash(query), text: query }]);
  expect(() => operationsIn('a.graphql', '{')).toThrow('a.graphql has no GraphQL operation');
  expect(() => operationsIn('a.json', '{')).toThrow('a.json is no manifest');
});
