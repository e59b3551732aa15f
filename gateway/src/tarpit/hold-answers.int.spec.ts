import { once } from 'node:events';
import { connect } from 'node:net';
import { createLogger, createMetrics } from '@rushgraph/service';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { createHolder } from './create-holder.ts';
import { holdAnswers } from './hold-answers.ts';
import type { Tarpit } from './tarpit.ts';

/** Whether our own engine examines operations; Apollo's own executor does not. */
const isExamined = (inject('gatewayEngine') ?? 'compiled') === 'compiled';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

const HOLD_MS = 40;
/** The limit of a body, and what is on its way to who counts. */
const MOST_READ = 100_000 + 5 * 65_536;
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

const spaces = ' '.repeat(65_536);
test.each([
  ['whose length is told', 'content-length: 10000000\r\n', spaces],
  ['in chunks', 'transfer-encoding: chunked\r\n', `10000\r\n${spaces}\r\n`],
  ['in one chunk', 'transfer-encoding: chunked\r\n\r\n989680', spaces],
])('a body that is too long, %s, is not read on while its refusal is held', async (_, length, piece) => {
  const app = await shop.gateway({ tarpit: holding(() => HOLD_MS) });
  const { port, hostname } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const connection = once(app.server, 'connection');
  const client = connect(Number(port), hostname).on('error', () => undefined);
  const [server] = await connection;
  const closed = new Promise((resolve) => server.once('close', resolve));
  client.write(`POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${length}\r\n`);
  for (let n = 0; n < 150; n++) client.write(piece);
  // Whether the answer comes through is chance: the rest of the body is still on its way when the connection is closed.
  await closed;
  expect(suspects).toEqual([['127.0.0.1', true]]);
  expect(server.bytesRead).toBeLessThan(MOST_READ);
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

test('so many answers are held at most, of one address and of all', async () => {
  const app = fastify({ trustProxy: true });
  const metrics = createMetrics('gateway', { defaults: false });
  holdAnswers(app, createHolder({ tarpit: holding(() => 60_000), metrics, most: { ofOne: 2, ofAll: 3 } }));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const leave = new AbortController();
  const answered: string[] = [];
  const comeFrom = async (address: string) => {
    await fetch(origin, { headers: { 'x-forwarded-for': address }, signal: leave.signal });
    answered.push(address);
  };
  const areHeld = (count: number) => expect.poll(() => suspects.length, { timeout: 20_000 }).toBe(count);
  const held = [comeFrom('10.0.0.1'), comeFrom('10.0.0.1')];
  await areHeld(2);
  await comeFrom('10.0.0.1');
  held.push(comeFrom('10.0.0.2'));
  await areHeld(4);
  await comeFrom('10.0.0.2');
  expect(answered).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(await metrics.registry.metrics()).toMatch(/gateway_held_answers_total\{[^}]*\} 3\n/);
  // Who leaves gives back the place; the connections are closed only when all answers are given.
  leave.abort();
  await Promise.allSettled(held);
  await app.close();
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
  const json = { 'content-type': 'application/json' };
  const preflight = { 'apollo-require-preflight': '1' };
  const worthless = { authorization: 'Bearer x' };
  const post = (headers: Readonly<Record<string, string>> = {}, text = query): RequestInit => ({
    method: 'POST',
    body: JSON.stringify({ query: text }),
    headers: { ...json, ...headers },
  });
  const get = (headers: Readonly<Record<string, string>> = {}): RequestInit => ({
    headers: { ...preflight, ...headers },
  });
  const search = `?query=${encodeURIComponent(query)}`;
  const safelist = { textOf: () => undefined, refresh: async () => undefined };

  test.each<[string, string | undefined, string, RequestInit, object]>([
    ['of a token, by POST', 'UNAUTHENTICATED', '', post(worthless), {}],
    ['of a token, by GET', 'UNAUTHENTICATED', search, get(worthless), {}],
    ['of what is not on the safelist', 'OPERATION_NOT_SAFELISTED', '', post(), { safelist }],
    ['of the same by GET', 'OPERATION_NOT_SAFELISTED', search, get(), { safelist }],
    ['of a wish for HTML', 'BAD_USER_INPUT', '', post({ accept: 'text/html' }), {}],
    ['of a compressed body', 'BAD_USER_INPUT', '', post({ 'content-encoding': 'gzip' }), {}],
    ['of a body that is no JSON', undefined, '', { method: 'POST', body: '{', headers: json }, {}],
    ['of what is no document', 'GRAPHQL_PARSE_FAILED', '', post({}, '{ slow'), {}],
    ['of a field that is not there', 'GRAPHQL_VALIDATION_FAILED', '', post({}, '{ nothing slow }'), {}],
    ['of what is too deep', 'OPERATION_TOO_COMPLEX', '', post({}, `{ slow ${'{'.repeat(500)}`), {}],
    ['of a link from elsewhere', undefined, search, {}, {}],
    [
      'of a stored query that is none',
      'BAD_USER_INPUT',
      `${search}&extensions=${encodeURIComponent('{"persistedQuery":1}')}`,
      get(),
      {},
    ],
  ])('after a refusal %s', async (_, code, search, init, changes) => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const logger = createLogger({ service: 'gateway', level: 'info', pretty: false, destination });
    const app = await shop.gateway({ tarpit: holding(() => 150), logger, ...changes });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    // Twice: what was examined at the first time is known at the second.
    for (let time = 0; time < 2; time++) {
      const leave = new AbortController();
      onSuspect = () => leave.abort();
      const asking = fetch(`${origin}/graphql${search}`, { ...init, signal: leave.signal });
      await expect(asking).rejects.toThrow('aborted');
      onSuspect = undefined;
      // Its timer is set after theirs, and ends after it.
      expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
    }
    const logged = lines.map((line) => JSON.parse(line));
    expect(logged.filter(({ level }) => level > 30)).toEqual([]);
    const told = { status: 499, ...(code !== undefined && { codes: [code] }) };
    expect(logged.filter(({ msg }) => msg === 'answered')).toMatchObject([told, told]);
    expect([suspects.length, shop.slowCalls()]).toEqual([4, 0]);
  });
});
