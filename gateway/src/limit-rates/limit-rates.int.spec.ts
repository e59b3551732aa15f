import { createRedis } from '@rushgraph/redis';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger, type TestRedis, testRedis } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, briefly } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { createRateLimits } from './limit-rates.ts';
import { parseRateRules } from './rate-rules.ts';
import { addressSubject } from './rate-subject.ts';

let shop: SmallShop;
let redis: TestRedis;
beforeAll(async () => {
  [shop, redis] = await Promise.all([smallShop(), testRedis()]);
});
afterAll(async () => {
  await shop.close();
  await redis.drop();
});

async function limited(rules: string, withoutRedis: 'open' | 'closed' = 'open') {
  const metrics = createMetrics('gateway', { defaults: false });
  const connection = createRedis({ url: redis.url, name: 'gateway', logger: silentLogger(), commandTimeoutMs: 2_000 });
  await eventually(() => expect(connection.status).toBe('ready'));
  await redis.redis.flushdb();
  const deps = { redis: connection, withoutRedis, logger: silentLogger(), metrics };
  const rates = createRateLimits({ ...deps, rules: parseRateRules(rules) ?? [] });
  return { app: await shop.gateway({ rates, metrics }), connection, metrics };
}
const purchases = (count: number) =>
  `mutation { ${Array.from({ length: count }, (_, index) => `a${index}: buy`).join(' ')} }`;

describe('a rate', () => {
  test('counts each alias, refuses with a code, a status and a time, and runs nothing', async () => {
    const { app, metrics } = await limited('buy:address=5/3600');
    expect((await ask(app, purchases(3))).status).toBe(200);
    const { status, data, errors, headers } = await ask(app, purchases(3));
    expect([status, data]).toEqual([429, undefined]);
    expect(briefly(errors)).toEqual([{ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) }]);
    expect(headers['retry-after']).toBe(String(errors?.[0]?.extensions.retryAfterSeconds));
    expect(headers['set-cookie']).toBeUndefined();
    // What was refused has not been counted.
    expect((await ask(app, `mutation { ...F } fragment F on Mutation { buy again: buy }`)).status).toBe(200);
    expect((await ask(app, purchases(1))).status).toBe(429);
    expect((await ask(app, '{ refuse }')).status).toBe(200);
    expect(await metrics.registry.metrics()).toMatch(/gateway_rate_limited_total\{rule="buy".*\} 2\n/);
  });

  test('holds for all gateways together, and for many at once exactly', async () => {
    const { app: one, connection } = await limited('mutation:address=10/3600');
    const rates = createRateLimits({
      rules: parseRateRules('mutation:address=10/3600') ?? [],
      redis: connection,
      withoutRedis: 'open',
      logger: silentLogger(),
      metrics: createMetrics('gateway', { defaults: false }),
    });
    const other = await shop.gateway({ rates });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => ask(index % 2 ? one : other, purchases(1))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  test('of a viewer is theirs alone, wherever they come from', async () => {
    const { app } = await limited('query:viewer=2/3600');
    const ada = { authorization: `Bearer ${await shop.signIn()}` };
    for (const status of [200, 200, 429]) expect((await ask(app, '{ refuse }', ada)).status).toBe(status);
    expect((await ask(app, '{ refuse }')).status).toBe(200);
  });

  test('is free again when its time has passed', async () => {
    const { app } = await limited('buy:address=2/1');
    expect((await ask(app, purchases(2))).status).toBe(200);
    await eventually(async () => expect((await ask(app, purchases(2))).status).toBe(200));
  });

  test.each([
    ['open', 200],
    ['closed', 429],
  ] as const)('fails %s without Redis, as configured', async (withoutRedis, status) => {
    const { app, connection, metrics } = await limited('buy:address=1/3600', withoutRedis);
    connection.disconnect();
    expect((await ask(app, purchases(1))).status).toBe(status);
    expect((await ask(app, '{ refuse }')).status).toBe(200);
    expect(await metrics.registry.metrics()).toMatch(/gateway_unchecked_rates_total\{.*\} 1\n/);
  });
});

test('rules are read as they are written, and nothing else', () => {
  expect(parseRateRules('login:address=20/60, query:viewer=3/1')).toEqual([
    { name: 'login', per: 'address', limit: 20, seconds: 60 },
    { name: 'query', per: 'viewer', limit: 3, seconds: 1 },
  ]);
  expect(parseRateRules('off')).toEqual([]);
  for (const text of ['', 'login=20/60', 'buy:address=0/60', 'buy:address=1/0', 'login:host=1/1', 'a:viewer=1/1,'])
    expect(parseRateRules(text)).toBeUndefined();
});

test('an IPv6 network of one customer is one, however it is written', () => {
  expect(addressSubject('203.0.113.9')).toBe('203.0.113.9');
  expect(addressSubject('::ffff:203.0.113.9')).toBe('203.0.113.9');
  for (const address of ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2:3:4:5:6'])
    expect(addressSubject(address)).toBe('2001:db8:1:2::/64');
  expect(addressSubject('::1')).toBe('0:0:0:0::/64');
});
