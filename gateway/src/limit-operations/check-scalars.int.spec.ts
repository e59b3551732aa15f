import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { briefly, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

const names = ['user', 'item', 'order', 'coupon', 'mypage'];
let shop: SmallShop;
let app: FastifyInstance;
/** What the subgraphs were asked. */
const received: string[] = [];
const subgraph = createServer(async (request, response) => {
  received.push(await text(request));
  response.setHeader('content-type', 'application/json').end('{"data":{"items":null,"createCampaign":null}}');
});
beforeAll(async () => {
  shop = await smallShop();
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  const { port } = subgraph.address() as AddressInfo;
  app = await shop.gateway({
    supergraphSdl: readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8'),
    urls: new Map(names.map((name) => [name, `http://127.0.0.1:${port}/graphql`])),
    keys: new Map(names.map((name) => [name, Buffer.alloc(32, 1)])),
  });
});
afterAll(async () => {
  subgraph.closeAllConnections();
  subgraph.close();
  await shop.close();
});
beforeEach(() => {
  received.length = 0;
});

const items = (argument: string) => `{ items(${argument}) { nodes { id } } }`;
const campaign = 'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';
const input = (opensAt: unknown, amount: unknown) => ({
  name: 'Opening day',
  discount: { amount, currency: 'KRW' },
  mode: 'DIRECT',
  quantity: 1,
  opensAt,
  closesAt: '2026-02-01T00:00:00Z',
});

test.each([
  ['a SafeInt that is too large', { query: items('filter: { minPrice: 9007199254740993 }') }],
  ['a SafeInt that is no number', { query: items('filter: { minPrice: "1" }') }],
  [
    'a SafeInt that is no whole number, as a variable',
    { query: `query ($n: SafeInt) ${items('filter: { minPrice: $n }')}`, variables: { n: 1.5 } },
  ],
  [
    'an amount of money that is no whole number',
    { query: campaign, variables: { input: input('2026-01-01T00:00:00Z', 0.5) } },
  ],
  ['a DateTime of another offset', { query: campaign, variables: { input: input('2026-01-01T00:00:00+09:00', 500) } }],
  ['a DateTime that is no day', { query: campaign, variables: { input: input('2026-02-30T00:00:00Z', 500) } }],
])('%s is the fault of the client, and no subgraph is asked', async (_, body) => {
  const { status, data, errors } = await post(app, body);
  expect([status, data, briefly(errors)]).toEqual([400, undefined, [{ code: 'BAD_USER_INPUT' }]]);
  expect(received).toEqual([]);
});

test('what is right reaches the subgraph as it was written', async () => {
  await post(app, { query: items('filter: { minPrice: 9007199254740991 }') });
  const right = input('2026-01-01T00:00:00.5Z', 500);
  await post(app, { query: campaign, variables: { input: right } });
  expect(received.map((body) => JSON.parse(body).query)).toEqual([
    expect.stringContaining('items'),
    expect.stringContaining('createCampaign'),
  ]);
  expect(received[0]).toContain('9007199254740991');
  expect(JSON.parse(received[1] ?? '').variables).toEqual({ input: right });
});
