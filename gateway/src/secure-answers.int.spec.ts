import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../test/ask.ts';
import { type SmallShop, smallShop } from '../test/small-shop.ts';

let shop: SmallShop;
let app: FastifyInstance;
beforeAll(async () => {
  shop = await smallShop();
  app = await shop.gateway({ explorer: true, localOrigins: true, trustedProxies: ['127.0.0.0/8'] });
});
afterAll(() => shop.close());

test('nobody keeps what the graph answers, shows it, or puts it into a frame', async () => {
  for (const [query, headers] of [
    ['{ refuse }', {}],
    ['{ nothing }', {}],
    ['{ refuse }', { authorization: 'Bearer x' }],
    [`{ refuse } #${'x'.repeat(100_000)}`, {}],
  ] as const) {
    expect((await ask(app, query, headers)).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  }
  expect((await ask(app, '{ refuse }')).headers).not.toHaveProperty('strict-transport-security');
  const encrypted = await ask(app, '{ refuse }', { 'x-forwarded-proto': 'https' });
  expect(encrypted.headers).toMatchObject({ 'strict-transport-security': 'max-age=31536000' });
});

test('the explorer keeps its own policy, and is in no frame either', async () => {
  const { headers } = await app.inject('/');
  expect(headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-.*frame-ancestors 'none'/);
  expect(headers['x-frame-options']).toBe('DENY');
});

test('in development any port of this computer may call, and nothing that only looks like it', async () => {
  const allowed = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    return (await app.inject({ method: 'OPTIONS', url: '/graphql', headers })).headers['access-control-allow-origin'];
  };
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://localhost'])
    expect(await allowed(origin)).toBe(origin);
  for (const origin of ['http://localhost.evil.test', 'http://evil.test/localhost', 'http://localhost:5173.evil.test'])
    expect(await allowed(origin)).toBeUndefined();
});
