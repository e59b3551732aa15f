import { createMetrics } from '@rushgraph/service';
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

async function counted(name: string): Promise<number> {
  const value = await metrics.registry.getSingleMetric(name)?.get();
  return value?.values.reduce((sum, one) => sum + one.value, 0) ?? 0;
}

/** As many words as are read: it is validated for tens of milliseconds. */
const laborious = (n: number) => `query Q${n} { me { ${'id '.repeat(4_900)} } }`;

describe.runIf(isShort)('while texts are examined', () => {
  test('known operations are answered', async () => {
    for (const _ of [1, 2, 3]) await ask('{ count }');
    const before = await counted('gateway_known_answers_total');
    let isUnderWay = true;
    const examined = Promise.all([1, 2, 3, 4].map((n) => ask(laborious(n)))).finally(() => {
      isUnderWay = false;
    });
    let answered = 0;
    for (; isUnderWay; answered += 1) expect((await ask('{ count }')).data).toEqual({ count: null });
    expect((await examined).map(({ status, errors }) => [status, errors.length > 0])).toEqual(
      Array.from({ length: 4 }, () => [400, true]),
    );
    // If this thread had read them, it would have answered one known operation between two of them.
    expect(answered).toBeGreaterThan(8);
    expect(await counted('gateway_known_answers_total')).toBe(before + answered);
  });

  test('who sends too many is told to come again, and nobody else', async () => {
    const many = Promise.all(Array.from({ length: 60 }, (_, n) => ask(laborious(n), '9.9.9.9')));
    const other = await ask('{ count refuse }');
    const refused = (await many).filter(({ status }) => status === 429);
    expect([other.status, refused.length > 0]).toEqual([200, true]);
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

test.runIf(isShort)('a persisted query that is asked for by its hash is examined, too', async () => {
  const query = '{ count refuse me { id } }';
  const texts = new Map([[`apq:${operationHash(query)}`, query]]);
  const stored = await shop.gateway({
    ownTime: spent,
    metrics,
    apqCache: { get: async (key) => texts.get(key), set: async () => undefined, delete: async () => false },
  });
  const extensions = { persistedQuery: { version: 1, sha256Hash: operationHash(query) } };
  const response = await stored.inject({ method: 'POST', url: '/graphql', payload: { extensions } });
  expect(response.json()).toEqual({ data: { count: null, refuse: null, me: null } });
  expect(await counted('gateway_examined_operations_total')).toBe(1);
});
