import { eventually } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../../test/small-shop.ts';

let shop: SmallShop;
let app: FastifyInstance;
let url: string;
let ada: { readonly authorization: string };
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway();
  url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql/stream`;
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const query = 'subscription ($id: ID!) { parcelMoved(id: $id) { state } }';
const moved = (state: string) => ({ data: { parcelMoved: { state } } });
const named = (id: string, operationId = id) => ({ query, variables: { id }, extensions: { operationId } });

test('the client of graphql-sse follows several subscriptions over one connection, and takes one out', async () => {
  for (const id of ['a', 'b', 'c']) shop.parcels.send(id);
  const client = createClient({ url, headers: ada, singleConnection: true, retryAttempts: 0 });
  const seen = new Map<string, unknown[]>();
  const follow = (id: string) => {
    seen.set(id, []);
    return new Promise<void>((resolve, reject) => {
      const next = (answer: unknown) => void seen.get(id)?.push(answer);
      leave.set(id, client.subscribe({ query, variables: { id } }, { next, error: reject, complete: resolve }));
    });
  };
  const leave = new Map<string, () => void>();
  const ends = ['a', 'b', 'c'].map(follow);
  await eventually(() => expect([...seen.values()]).toEqual(Array(3).fill([moved('sent')])));
  leave.get('c')?.();
  await ends[2];
  await eventually(() => expect(shop.parcels.watchers('c')).toBe(0));
  shop.parcels.move('a', 'in the post');
  await eventually(() => expect(seen.get('a')).toHaveLength(2));
  for (const id of ['a', 'b']) shop.parcels.move(id, 'delivered');
  await Promise.all(ends);
  expect(Object.fromEntries(seen)).toEqual({
    a: [moved('sent'), moved('in the post'), moved('delivered')],
    b: [moved('sent'), moved('delivered')],
    c: [moved('sent')],
  });
  client.dispose();
});

async function reserve(headers: Record<string, string> = ada) {
  const response = await app.inject({ method: 'PUT', url: '/graphql/stream', headers });
  return { status: response.statusCode, token: response.body };
}
const add = (token: string, body: object, headers: Record<string, string> = ada) =>
  app.inject({
    method: 'POST',
    url: '/graphql/stream',
    headers: { ...headers, 'x-graphql-event-stream-token': token },
    payload: body,
  });

test('a stream is connected once, added to by its owner alone, and a name is used once', async () => {
  shop.parcels.send('mine');
  const { status, token } = await reserve();
  expect(status).toBe(201);
  expect((await add(token, named('mine'))).statusCode).toBe(202);
  expect((await add(token, named('mine'))).statusCode).toBe(409);
  expect((await add(token, { query })).statusCode).toBe(400);
  expect((await add(token, { ...named('mine', 'other'), query: '{ me { id } }' })).statusCode).toBe(400);
  expect((await add(token, named('mine', 'other'), {})).statusCode).toBe(404);
  expect((await add('nothing', named('mine'))).statusCode).toBe(404);
  const leaving = new AbortController();
  const connected = await fetch(`${url}?token=${token}`, { signal: leaving.signal });
  expect([connected.status, connected.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect((await fetch(`${url}?token=${token}`)).status).toBe(409);
  expect((await fetch(`${url}?token=unknown`)).status).toBe(404);
  leaving.abort();
  await eventually(() => expect(shop.parcels.watchers('mine')).toBe(0));
  expect((await add(token, named('mine'))).statusCode).toBe(404);
});

test('a name belongs to one subscription from the wish to open it, and is free when that is taken out meanwhile', async () => {
  const waiting: (() => void)[] = [];
  const rates = { take: () => new Promise<void>((resolve) => waiting.push(resolve)) };
  const slow = await shop.gateway({ rates });
  shop.parcels.send('wanted');
  const ask = (method: 'PUT' | 'POST' | 'DELETE', token: string, payload?: object) =>
    slow.inject({
      method,
      url: `/graphql/stream${method === 'DELETE' ? '?operationId=wanted' : ''}`,
      headers: { ...ada, ...(token !== '' && { 'x-graphql-event-stream-token': token }) },
      ...(payload !== undefined && { payload }),
    });
  const token = (await ask('PUT', '')).body;
  const opening = ask('POST', token, named('wanted'));
  await eventually(() => expect(waiting).toHaveLength(1));
  expect((await ask('POST', token, named('wanted'))).statusCode).toBe(409);
  await ask('DELETE', token);
  const again = ask('POST', token, named('wanted'));
  await eventually(() => expect(waiting).toHaveLength(2));
  for (const go of waiting) go();
  expect([(await opening).statusCode, (await again).statusCode]).toEqual([202, 202]);
  await eventually(() => expect(shop.parcels.watchers('wanted')).toBe(1));
  await ask('DELETE', token);
  await eventually(() => expect(shop.parcels.watchers('wanted')).toBe(0));
});

test('a foreign page reserves nothing', async () => {
  expect((await reserve({ ...ada, origin: 'https://evil.test' })).status).toBe(403);
});
