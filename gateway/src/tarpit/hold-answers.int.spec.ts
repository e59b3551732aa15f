import { createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

const HOLD_MS = 40;
const taken: string[] = [];
beforeEach(() => {
  taken.length = 0;
});
const metrics = createMetrics('gateway', { defaults: false });
const tarpit = { take: (owner: string) => (taken.push(owner) > 1 ? HOLD_MS : 0) };
const held = async () => /gateway_held_answers_total\{[^}]*\} (\d+)/.exec(await metrics.registry.metrics())?.[1];

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

test('refusals are held, whoever refuses, and what a client asks again is not', async () => {
  const app = await shop.gateway({ tarpit, metrics });
  const worthless = () => ask(app, '{ refuse }', { authorization: 'Bearer x' });
  const refusals: (() => Promise<{ readonly status?: number; readonly statusCode?: number }>)[] = [
    worthless,
    () => ask(app, '{ nothing }'),
    () => ask(app, '{'),
    () => app.inject({ method: 'PUT', url: '/graphql' }),
    () => app.inject({ url: '/elsewhere' }),
    () => app.inject({ method: 'POST', url: '/graphql', payload: 'x', headers: { 'content-type': 'text/plain' } }),
  ];
  await worthless();
  for (const refuse of refusals) expect(await timed(refuse)).toBeGreaterThanOrEqual(HOLD_MS - 1);
  expect([taken.length, await held()]).toEqual([7, '6']);
  expect(new Set(taken)).toEqual(new Set(['127.0.0.1']));

  const before = taken.length;
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await ask(app, '{ refuse }'));
  expect(answers.map(({ status, data }) => [status, data])).toEqual(Array(4).fill([200, { refuse: null }]));
  // Only once was it new.
  expect(taken.length - before).toBe(1);
});

test('a held answer is the same as any other', async () => {
  const strangers = { 'x-forwarded-for': '2001:db8::1' };
  const [with_, without] = await Promise.all([
    shop.gateway({ tarpit: { take: () => HOLD_MS }, trustedProxies: ['127.0.0.1'] }),
    shop.gateway(),
  ]);
  const of = async (app: FastifyInstance) => {
    const { status, errors, headers } = await ask(app, '{ nothing }', strangers);
    const { date, ...others } = headers;
    return { status, errors, headers: others };
  };
  expect(await of(with_)).toEqual(await of(without));
});

test('a network of IPv6 is one owner', async () => {
  const app = await shop.gateway({ tarpit, trustedProxies: ['127.0.0.1'] });
  for (const address of ['2001:db8::1', '2001:db8::2']) await ask(app, '{ nothing }', { 'x-forwarded-for': address });
  expect(new Set(taken).size).toBe(1);
});

test('who leaves meanwhile costs nothing more', async () => {
  const app = await shop.gateway({ tarpit: { take: () => 300 } });
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  const body = JSON.stringify({ query: '{ nothing }' });
  const headers = { 'content-type': 'application/json' };
  const left = fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(100) });
  await expect(left).rejects.toThrow();
  const answer = await fetch(url, { method: 'POST', body, headers });
  expect(answer.status).toBe(400);
});
