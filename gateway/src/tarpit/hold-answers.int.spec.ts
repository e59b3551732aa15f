import { createLogger, createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import type { Tarpit } from './tarpit.ts';

/** Whether our own engine examines operations; Apollo's own executor does not. */
const isExamined = (inject('gatewayEngine') ?? 'compiled') === 'compiled';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

const HOLD_MS = 40;
/** To whom suspect answers went, and whether each was a refusal. */
const suspects: (readonly [owner: string, isRefusal: boolean])[] = [];
let onSuspect: (() => void) | undefined;
beforeEach(() => {
  suspects.length = 0;
  onSuspect = undefined;
});

function holding(ms: (count: number) => number): Tarpit {
  return {
    holdFor(owner, _elapsedMs, isRefusal) {
      suspects.push([owner, isRefusal]);
      onSuspect?.();
      return ms(suspects.length);
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

test('refusals are held, whoever refuses, and what a client asks again is not', async () => {
  const metrics = createMetrics('gateway', { defaults: false });
  const app = await shop.gateway({ tarpit: holding((count) => (count > 1 ? HOLD_MS : 0)), metrics });
  const worthless = () => ask(app, '{ refuse }', { authorization: 'Bearer x' });
  const refusals: (() => Promise<unknown>)[] = [
    worthless,
    () => ask(app, '{ nothing }'),
    () => ask(app, '{'),
    () => app.inject({ method: 'PUT', url: '/graphql' }),
    () => app.inject({ url: '/elsewhere' }),
    () => app.inject({ method: 'POST', url: '/graphql', payload: 'x', headers: { 'content-type': 'text/plain' } }),
  ];
  await worthless();
  for (const refuse of refusals) expect(await timed(refuse)).toBeGreaterThanOrEqual(HOLD_MS - 1);
  expect(suspects).toEqual(Array(7).fill(['127.0.0.1', true]));
  expect(await metrics.registry.metrics()).toMatch(/gateway_held_answers_total\{[^}]*\} 6\n/);

  suspects.length = 0;
  for (let n = 0; n < 4; n++) expect((await ask(app, '{ refuse }')).data).toEqual({ refuse: null });
  // Only once was it new.
  expect(suspects).toEqual(isExamined ? [['127.0.0.1', false]] : []);
});

test('what is no fault of a client is not held, nor what comes as events', async () => {
  const verifier = { verify: () => Promise.reject(new Error('no keys')) };
  const withoutKeys = await shop.gateway({ tarpit: holding(() => HOLD_MS), verifier });
  expect((await ask(withoutKeys, '{ refuse }', { authorization: 'Bearer x' })).status).toBe(503);
  const app = await shop.gateway({ tarpit: holding(() => HOLD_MS) });
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  const leave = new AbortController();
  const events = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ query: 'subscription { parcelMoved(id: "1") { state } }' }),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    signal: leave.signal,
  });
  expect([events.status, suspects]).toEqual([200, []]);
  leave.abort();
});

test('a held answer is the same as any other', async () => {
  const gateways = await Promise.all([shop.gateway({ tarpit: holding(() => HOLD_MS) }), shop.gateway()]);
  const told = async (app: FastifyInstance) => {
    const { status, errors, headers } = await ask(app, '{ nothing }');
    const { date, ...others } = headers;
    return { status, errors, headers: others };
  };
  const [held, other] = await Promise.all(gateways.map(told));
  expect(held).toEqual(other);
});

test('a network of IPv6 is one owner', async () => {
  const app = await shop.gateway({ tarpit: holding(() => 0), trustedProxies: ['127.0.0.1'] });
  for (const address of ['2001:db8::1', '2001:db8::2']) await ask(app, '{ nothing }', { 'x-forwarded-for': address });
  expect(suspects).toEqual(Array(2).fill(['2001:db8:0:0::/64', true]));
});

test('one owner has so many held answers at most', async () => {
  const app = await shop.gateway({ tarpit: holding(() => 3_000) });
  let answered = 0;
  const others = Array.from({ length: 1_000 }, () => app.inject({ url: '/elsewhere' }).then(() => answered++));
  await expect.poll(() => suspects.length, { timeout: 2_500 }).toBe(1_000);
  await app.inject({ url: '/elsewhere' });
  expect(answered).toBe(0);
  await Promise.all(others);
});

test('a gateway that stops gives the answers that it holds', async () => {
  const app = await shop.gateway({ tarpit: holding(() => 300) });
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/elsewhere`;
  const isHeld = new Promise<void>((resolve) => {
    onSuspect = resolve;
  });
  const answer = fetch(url);
  await isHeld;
  await app.close();
  expect((await answer).status).toBe(404);
});

describe('who leaves while an answer is held gets nothing run', () => {
  const query = '{ slow }';
  const headers = { 'content-type': 'application/json' };
  const post = (authorization: Readonly<Record<string, string>>, body = query): RequestInit => ({
    method: 'POST',
    body: JSON.stringify({ query: body }),
    headers: { ...headers, ...authorization },
  });
  const worthless = { authorization: 'Bearer x' };
  const preflight = { 'apollo-require-preflight': '1' };
  test.each<[string, string, RequestInit]>([
    ['of a token, by POST', '', post(worthless)],
    ['of a token, by GET', `?query=${encodeURIComponent(query)}`, { headers: { ...worthless, ...preflight } }],
    ['of what is not on the safelist', '', post({})],
    ['of the same by GET', `?query=${encodeURIComponent(query)}`, { headers: preflight }],
    ['of what is no document', '', post({}, '{')],
  ])('after a refusal %s', async (_, search, init) => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const logger = createLogger({ service: 'gateway', level: 'warn', pretty: false, destination });
    const safelist = { textOf: () => undefined, refresh: async () => undefined };
    const app = await shop.gateway({ tarpit: holding(() => 150), safelist, logger });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    // Twice: what was examined at the first time is known at the second.
    for (let time = 0; time < 2; time++) {
      const leave = new AbortController();
      onSuspect = () => leave.abort();
      const asking = fetch(`${origin}/graphql${search}`, { ...init, signal: leave.signal });
      await expect(asking).rejects.toThrow('aborted');
      onSuspect = undefined;
      // It is held after the first one, and so leaves after it.
      expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
    }
    expect([shop.slowCalls(), lines]).toEqual([0, []]);
  });
});
