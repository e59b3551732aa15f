import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, briefly, post } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { defaultLimits } from './limits.ts';

let shop: SmallShop;
let app: FastifyInstance;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway();
});
afterAll(() => shop.close());

const tooComplex = [{ code: 'OPERATION_TOO_COMPLEX' }];

describe('an operation that would keep the gateway from the others', () => {
  test('is planned at a bounded cost: eight rich aliases of a field that three subgraphs have', async () => {
    const nowhere = ['user', 'item', 'order', 'coupon', 'mypage'].map((name) => [name, 'http://127.0.0.1:1/'] as const);
    const key = Buffer.alloc(32, 1);
    const whole = await shop.gateway({
      supergraphSdl: readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8'),
      urls: new Map(nowhere),
      keys: new Map(nowhere.map(([name]) => [name, key])),
    });
    const me = `me { id name email orders(first: 1) { nodes { lines { item { name } } customer { name } } }
      coupons { nodes { campaign { name } owner { name } } } }`;
    const eight = Array.from({ length: 8 }, (_, index) => `a${index}: ${me}`).join(' ');
    const before = process.cpuUsage();
    const { status, data } = await ask(whole, `{ ${eight} }`);
    const { user } = process.cpuUsage(before);
    expect([status, Object.values(Object(data))]).toEqual([200, Array.from({ length: 8 }, () => null)]);
    // Unbounded it takes more than a minute of a processor.
    expect(user / 1e6).toBeLessThan(20);
  });

  test('is refused when its fragments double', async () => {
    const doubling = Array.from({ length: 12 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const { status, data, errors } = await ask(app, `{ ...F0 } ${doubling.join(' ')} fragment F12 on Query { refuse }`);
    expect([status, data, briefly(errors)]).toEqual([400, undefined, tooComplex]);
  });

  test('is refused when it is nested, before anything reads it by calling itself', async () => {
    for (const deep of [
      `{ ${'... { '.repeat(1_600)} refuse ${'}'.repeat(1_600)} }`,
      `{ sorted(by: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`,
      `query ($a: ${'['.repeat(2_400)}Int${']'.repeat(2_400)}) { refuse }`,
    ]) {
      const { status, data, errors } = await ask(app, deep);
      expect([status, data, briefly(errors)]).toEqual([400, undefined, tooComplex]);
    }
    const bearable = await ask(app, `{ ${'... { '.repeat(190)} refuse ${'}'.repeat(190)} }`);
    expect([bearable.status, bearable.data]).toEqual([200, { refuse: null }]);
  });

  test('is refused when it is deeper or wider than the settings allow', async () => {
    const strict = await shop.gateway({ limits: { ...defaultLimits, depth: 3, selections: 5 } });
    expect((await ask(strict, '{ me { lines { item { id } } } }')).errors?.[0]).toMatchObject({
      message: 'The operation has 4 levels of fields; at most 3 are allowed.',
      extensions: { code: 'OPERATION_TOO_COMPLEX' },
    });
    expect(briefly((await ask(strict, '{ me { id name coupons } refuse bug }')).errors)).toEqual(tooComplex);
    expect((await ask(strict, '{ me { id name coupons } refuse }')).status).toBe(200);
  });
});

describe('an operation that asks for too much', () => {
  const many = (count: number, field: string) =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

  test.each([
    ['fields at its root', `mutation { ${many(100, 'buy')} }`],
    ['aliases', `{ me { ${many(51, 'name')} } }`],
    ['aliases in fragments', `{ me { ${'...F '.repeat(6)} } } fragment F on User { ${many(10, 'name')} }`],
    ['directives', `{ refuse ${Array.from({ length: 51 }, () => '... @skip(if: false) { refuse }').join(' ')} }`],
  ])('of %s is refused, and nothing is run', async (_, query) => {
    const { status, data, errors, headers } = await ask(app, query);
    expect([status, data, briefly(errors), headers['set-cookie']]).toEqual([400, undefined, tooComplex, undefined]);
  });

  test('is refused by its price, and the price is told to who wants it', async () => {
    const cheap = await shop.gateway({ limits: { ...defaultLimits, cost: 20 } });
    const query = '{ me { lines { item { id } } } }';
    const dear = await post(cheap, { query, extensions: { cost: true } });
    expect([dear.status, dear.errors?.[0]?.message, dear.extensions]).toEqual([
      400,
      'The operation would cost 21; at most 20 are allowed.',
      { cost: { estimated: 21, limit: 20 } },
    ]);
    const affordable = await post(cheap, { query: '{ me { name } }', extensions: { cost: true } });
    expect([affordable.status, affordable.extensions]).toEqual([200, { cost: { estimated: 1, limit: 20 } }]);
    expect((await post(cheap, { query: '{ me { name } }' })).extensions).toBeUndefined();
  });
});

describe('nothing runs that was not resolved', () => {
  const two = 'query A { refuse } mutation B { login }';
  test.each([
    ['several operations and no name', { query: two }],
    ['several operations and an empty name', { query: two, operationName: '' }],
    ['a name that no operation has', { query: two, operationName: 'C' }],
    ['no operation at all', { query: 'fragment F on Query { refuse }' }],
  ])('a request with %s is refused', async (_, body) => {
    const { status, data, errors } = await post(app, body);
    expect([status, data]).toEqual([400, undefined]);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions.code);
  });

  test('a mutation by GET, whatever is said about its name', async () => {
    for (const [name, status] of [
      ['', 400],
      ['C', 400],
      ['B', 405],
    ] as const) {
      const address = `/graphql?operationName=${name}&query=${encodeURIComponent('mutation B { login }')}`;
      const response = await app.inject({ url: address, headers: { 'apollo-require-preflight': '1' } });
      expect([response.statusCode, response.headers['set-cookie']]).toEqual([status, undefined]);
      expect(briefly(response.json().errors)).toEqual([{ code: 'BAD_USER_INPUT' }]);
    }
  });

  test.each([
    ['that the graph does not have', 'subscription { orders { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that wants one answer', 'subscription { parcelMoved(id: "1") { id } }', 'BAD_USER_INPUT'],
  ])('a subscription %s', async (_, query, code) => {
    const { status, data, errors } = await ask(app, query);
    expect([status, data, briefly(errors)]).toEqual([400, undefined, [{ code }]]);
  });
});

describe('a null', () => {
  const query = 'query ($d: Direction) { sorted(by: { field: "name", direction: $d }) }';

  test('where a default stands for what is left out is the client’s mistake', async () => {
    for (const body of [
      { query, variables: { d: null } },
      { query: query.replace('Direction)', 'Direction = null)') },
    ]) {
      const { status, data, errors } = await post(app, body);
      expect([status, data, briefly(errors)]).toEqual([400, undefined, [{ code: 'BAD_USER_INPUT' }]]);
    }
    expect((await post(app, { query, variables: {} })).data).toEqual({ sorted: ['ASC'] });
    expect((await post(app, { query, variables: { d: 'DESC' } })).data).toEqual({ sorted: ['DESC'] });
  });

  test('in a fragment that another operation of the document uses is none of this one', async () => {
    const fragment = 'fragment F on Query { sorted(by: { field: "name", direction: $d }) }';
    const both = `${fragment} query A($d: Direction) { ...F } query B($d: Order) { sorted(by: $d) }`;
    expect((await post(app, { query: both, operationName: 'B', variables: { d: null } })).status).toBe(200);
    expect((await post(app, { query: both, operationName: 'A', variables: { d: null } })).status).toBe(400);
  });
});

test('another field cannot be called __typename, which would make an object of no type', async () => {
  for (const alias of ['__typename', '__proto__']) {
    const { status, errors } = await ask(app, `{ me { ${alias}: name } }`);
    expect([status, briefly(errors)]).toEqual([400, [{ code: 'GRAPHQL_VALIDATION_FAILED' }]]);
  }
  const ada = { authorization: `Bearer ${await shop.signIn()}` };
  const named = await ask(app, '{ me { __typename constructor: name prototype: name __isNode: __typename } }', ada);
  expect(named.data).toEqual({ me: { __typename: 'User', constructor: 'Ada', prototype: 'Ada', __isNode: 'User' } });
});
