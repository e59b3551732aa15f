import { createMetrics } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { operationHash } from '../store-operations/safelist.ts';

const isShort = (inject('gatewayEngine') ?? 'compiled') === 'compiled';
const spent = { isLeft: () => false, spend: () => undefined };

let shop: SmallShop;
let app: FastifyInstance;
let metrics = createMetrics('gateway', { defaults: false });
beforeAll(async () => {
  shop = await smallShop();
});
beforeEach(async () => {
  metrics = createMetrics('gateway', { defaults: false });
  app = await shop.gateway({ ownTime: spent, metrics });
});
afterAll(() => shop.close());

async function ask(query: string, remoteAddress = '127.0.0.1') {
  const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query }, remoteAddress });
  const { data, errors } = response.json();
  return { status: response.statusCode, retryAfter: response.headers['retry-after'], data, errors };
}

async function counted(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const counter = await metrics.registry.getSingleMetric(name)?.get();
  const values = counter?.values.filter((one) => Object.entries(labels).every(([key, of]) => one.labels[key] === of));
  return values?.reduce((sum, { value }) => sum + value, 0) ?? 0;
}

/** As many words as are read: it is validated for tens of milliseconds. */
const laborious = (n: number) => `query Q${n} { me { ${'id '.repeat(4_900)} } }`;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A gateway by which the two texts that are examined at once rest until the gate is opened, while others wait. */
async function openWithGate(changes: Parameters<SmallShop['gateway']>[0] = {}) {
  const { promise, resolve: open } = Promise.withResolvers<void>();
  app = await shop.gateway({ ownTime: spent, metrics, pause: () => promise, ...changes });
  // Both rest.
  for (const query of ['{ count }', '{ a: count }']) expect((await ask(query)).status).toBe(200);
  return open;
}

describe.runIf(isShort)('while texts are examined', () => {
  test('known operations are answered, and texts are read elsewhere', async () => {
    const open = await openWithGate();
    for (const _ of [1, 2]) await ask('{ count }');
    const before = await counted('gateway_known_answers_total');
    const examined = Promise.all(numbers(4).map((n) => ask(laborious(n))));
    for (const _ of numbers(10)) expect((await ask('{ count }')).data).toEqual({ count: null });
    expect(await counted('gateway_known_answers_total')).toBe(before + 10);
    open();
    for (const { status, errors } of await examined) expect([status, errors.length > 0]).toEqual([400, true]);
    expect(await counted('gateway_examined_operations_total', { by: 'thread' })).toBe(6);
    expect(await counted('gateway_examined_operations_total')).toBe(6);
  });

  test('who sends too many is told to come again, and nobody else', async () => {
    const open = await openWithGate();
    const refused: Awaited<ReturnType<typeof ask>>[] = [];
    const many = numbers(60).map(async (n) => {
      const answer = await ask(laborious(n), '9.9.9.9');
      if (answer.status === 429) refused.push(answer);
      return answer.status;
    });
    await eventually(() => expect(refused).toHaveLength(30));
    const other = ask('{ count refuse }');
    open();
    expect([(await other).status, Map.groupBy(await Promise.all(many), (status) => status).get(400)?.length]).toEqual([
      200, 30,
    ]);
    for (const { retryAfter, errors, data } of refused) {
      expect([retryAfter, data]).toEqual(['1', undefined]);
      expect(errors).toEqual([
        { message: expect.any(String), extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } },
      ]);
    }
    expect((await ask('{ refuse }', '9.9.9.9')).status).toBe(200);
  });

  test('an operation is known the second time, and not the first', async () => {
    const before = await counted('gateway_known_answers_total');
    for (const _ of [1, 2]) await ask('{ refuse count }');
    expect(await counted('gateway_known_answers_total')).toBe(before);
    await ask('{ refuse count }');
    expect(await counted('gateway_known_answers_total')).toBe(before + 1);
    expect(await counted('gateway_examined_operations_total')).toBe(1);
  });
});

describe.runIf(isShort)('a persisted query that is asked for by its hash', () => {
  const hashed = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: operationHash(text) } });
  function stored(...queries: string[]) {
    const texts = new Map(queries.map((query) => [`apq:${operationHash(query)}`, query]));
    return { get: async (key: string) => texts.get(key), set: async () => undefined, delete: async () => false };
  }
  const askBy = (query: string, others: object = {}) =>
    app.inject({ method: 'POST', url: '/graphql', payload: { ...others, extensions: hashed(query) } });
  const query = '{ count refuse me { id } }';

  test.each([{}, { query: null }, { query: 0 }])('is examined, too (beside %o)', async (others) => {
    app = await shop.gateway({ ownTime: spent, metrics, apqCache: stored(query) });
    expect((await askBy(query, others)).json()).toEqual({ data: { count: null, refuse: null, me: null } });
    expect(await counted('gateway_examined_operations_total')).toBe(1);
  });

  test('is examined by GET', async () => {
    app = await shop.gateway({ ownTime: spent, metrics, apqCache: stored(query) });
    const url = `/graphql?${new URLSearchParams({ extensions: JSON.stringify(hashed(query)) })}`;
    const response = await app.inject({ url, headers: { 'apollo-require-preflight': 'yes' } });
    expect(response.json()).toEqual({ data: { count: null, refuse: null, me: null } });
    expect(await counted('gateway_examined_operations_total')).toBe(1);
  });

  test('is examined where texts are stored in this process alone', async () => {
    app = await shop.gateway({ ownTime: spent, metrics });
    await app.inject({ method: 'POST', url: '/graphql', payload: { query, extensions: hashed(query) } });
    expect((await askBy(query)).json()).toEqual({ data: { count: null, refuse: null, me: null } });
    expect(await counted('gateway_examined_operations_total')).toBe(1);
  });

  test('is not read at all while too many wait', async () => {
    const open = await openWithGate({ apqCache: stored(query) });
    // Thirty wait once another one is refused.
    const many = numbers(31).map((n) => ask(laborious(n)));
    expect((await Promise.race(many)).status).toBe(429);
    const refused = await askBy(query);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.json().errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }]);
    open();
    await Promise.all(many);
    expect((await askBy(query)).json()).toEqual({ data: { count: null, refuse: null, me: null } });
  });
});
