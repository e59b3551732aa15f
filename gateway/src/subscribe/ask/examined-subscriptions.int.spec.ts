import type { EventEmitter } from 'node:events';
import { createLogger, createMetrics } from '@rushgraph/service';
import { eventually, openEventStream, type StreamedAnswer } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type SmallShop, smallShop, streams } from '../../../test/small-shop.ts';
import { introduced } from '../../../test/socket.ts';

/** By Apollo's own executor, requests are not examined. */
const isShort = (inject('gatewayEngine') ?? 'compiled') === 'compiled';
const spent = { isLeft: () => false, spend: () => undefined };
const own = { isLeft: () => true, spend: () => undefined };

let shop: SmallShop;
let ada: Record<string, string>;
let metrics = createMetrics('gateway', { defaults: false });
beforeAll(async () => {
  shop = await smallShop();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
  shop.parcels.send('p');
  shop.parcels.move('p', 'delivered');
});
beforeEach(() => {
  metrics = createMetrics('gateway', { defaults: false });
});
afterAll(() => shop.close());

async function open(changes: Parameters<SmallShop['gateway']>[0] = {}) {
  const app = await shop.gateway({ ownTime: spent, metrics, ...changes });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, origin };
}

async function examined(): Promise<readonly (readonly [unknown, number])[]> {
  const counter = await metrics.registry.getSingleMetric('gateway_examined_operations_total')?.get();
  return counter?.values.map(({ labels, value }) => [labels.by, value] as const) ?? [];
}

async function streamed(origin: string, body: object, path = '/graphql/stream') {
  const stream = await openEventStream(`${origin}${path}`, { body, headers: ada });
  return [stream.status, stream.headers.get('content-type'), ...(await stream.all())];
}

const query = 'subscription { parcelMoved(id: "p") { state } }';
const TEXTS = [
  query,
  'query Me { me { id } } subscription Moved { parcelMoved(id: "p") { id state } }',
  'mutation { a: login b: login } subscription Moved { parcelMoved(id: "p") { id } }',
  'subscription {',
  'subscription { nothing lost }',
  'subscription { parcelMoved(id: "p") { stat } }',
  'subscription ($s: Boolean = true) { parcelMoved(id: "p") @skip(if: $s) { state } }',
  `subscription { parcelMoved(id: "p") { ${Array.from({ length: 60 }, (_, n) => `a${n}: state`).join(' ')} } }`,
  `subscription { parcelMoved(id: "p") ${'{ a '.repeat(250)} ${'}'.repeat(250)} }`,
  'fragment F on Parcel { id }',
  '{ me { id } }',
  'mutation { buy }',
];

describe('who examines a text does not matter to who subscribes', () => {
  test.each(TEXTS)('%s', async (text) => {
    const doors = [await open({ ownTime: own }), await open()];
    for (const operationName of [undefined, 'Moved']) {
      for (const path of ['/graphql/stream', '/graphql']) {
        const [here, beside] = await Promise.all(
          doors.map(({ origin }) => streamed(origin, { query: text, operationName }, path)),
        );
        expect(beside).toEqual(here);
      }
    }
  });
});

test('a text is read once, beside requests, whatever transport it comes by', async () => {
  const { app, origin } = await open();
  const expected = [
    200,
    'text/event-stream; charset=utf-8',
    { data: { parcelMoved: { state: 'delivered' } } },
    'complete',
  ];
  for (const path of ['/graphql', '/graphql/stream', '/graphql'])
    expect(await streamed(origin, { query }, path)).toEqual(expected);
  const { send, next, socket } = await introduced(`${origin.replace('http', 'ws')}/graphql`, ada);
  send({ type: 'subscribe', id: '1', payload: { query } });
  expect(await next()).toMatchObject({ type: 'next', payload: { data: { parcelMoved: { state: 'delivered' } } } });
  socket.terminate();
  const accept = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';
  const payload = { query };
  await app.inject({ method: 'POST', url: '/graphql', payload, headers: { accept, ...ada } });
  expect(await examined()).toEqual([['thread', 1]]);
});

test('one that is refused is read once, too', async () => {
  const { origin } = await open();
  for (const _ of [1, 2])
    expect(await streamed(origin, { query: 'subscription { nothing }' })).toMatchObject({ length: 4 });
  expect(await examined()).toEqual([['thread', 1]]);
});

test.runIf(isShort)('a query is read once where subscriptions would be answered', async () => {
  const { app } = await open();
  const headers = { accept: 'application/json, text/event-stream', ...ada };
  const payload = { query: '{ me { name } }' };
  const response = await app.inject({ method: 'POST', url: '/graphql', payload, headers });
  expect([response.json(), await examined()]).toEqual([{ data: { me: { name: 'Ada' } } }, [['thread', 1]]]);
});

/** Opens a gateway in which two texts rest until it goes on, and thirty of this client wait. */
async function openBusy(changes: Parameters<SmallShop['gateway']>[0] = {}) {
  const { promise, resolve: go } = Promise.withResolvers<void>();
  const { app, origin } = await open({ pause: () => promise, ...changes });
  expect(await streamed(origin, { query })).toMatchObject({ length: 4 });
  const headers = { accept: 'text/event-stream', ...ada };
  const ask = (text: string) => app.inject({ method: 'POST', url: '/graphql', payload: { query: text }, headers });
  await ask('subscription { lost }');
  const many = Array.from({ length: 31 }, (_, n) => ask(`subscription { a${n}: lost }`));
  expect((await Promise.race(many)).statusCode).toBe(429);
  return {
    app,
    origin,
    async goOn() {
      go();
      await Promise.all(many);
    },
  };
}

test('while too many wait, whoever subscribes by a new text is told to come again', async () => {
  const { app, origin, goOn } = await openBusy();
  const other = { query: `${query} # another` };
  const codes = (answer: unknown) => (answer as StreamedAnswer).errors?.map(({ extensions }) => extensions);
  const comeAgain = [{ code: 'RATE_LIMITED', retryAfterSeconds: 1 }];
  expect(codes((await streamed(origin, other))[2])).toEqual(comeAgain);
  const headers = { accept: 'text/event-stream', ...ada };
  const refused = await app.inject({ method: 'POST', url: '/graphql', payload: other, headers });
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
  const { send, next, socket } = await introduced(`${origin.replace('http', 'ws')}/graphql`, ada);
  send({ type: 'subscribe', id: '1', payload: other });
  expect(await next()).toMatchObject({ type: 'error', payload: [{ extensions: comeAgain[0] }] });
  // What is known is opened.
  send({ type: 'subscribe', id: '2', payload: { query } });
  expect(await next()).toMatchObject({ type: 'next', id: '2' });
  socket.terminate();
  await goOn();
  expect(await streamed(origin, other)).toMatchObject({ 2: { data: { parcelMoved: { state: 'delivered' } } } });
});

test('whoever leaves while their text waits is no fault, has it not examined, and keeps no place', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const { promise, resolve: go } = Promise.withResolvers<void>();
  let looks = 0;
  const { app, origin } = await open({
    pause: () => promise,
    ownTime: { ...spent, isLeft: () => ++looks === 0 },
    logger: createLogger({ service: 'gateway', level: 'warn', pretty: false, destination }),
    streams: { ...streams, perViewer: 2, perAddress: 2 },
  });
  // Two rest.
  for (const text of [query, 'subscription { lost }']) await streamed(origin, { query: text });
  const looksBefore = looks;
  const gone: Promise<unknown>[] = [];
  const follow = (_: unknown, one: EventEmitter) => gone.push(new Promise((resolve) => one.once('close', resolve)));
  app.server.on('request', follow).on('upgrade', follow);
  const { send, socket } = await introduced(`${origin.replace('http', 'ws')}/graphql`, ada);
  send({ type: 'subscribe', id: '1', payload: { query: `${query} # by a socket` } });
  const leaving = new AbortController();
  const left = fetch(`${origin}/graphql/stream`, {
    method: 'POST',
    headers: { ...ada, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: `${query} # as events` }),
    signal: leaving.signal,
  }).catch(() => 'left');
  await eventually(() => expect(looks - looksBefore).toBe(2));
  socket.terminate();
  leaving.abort();
  expect(await left).toBe('left');
  expect(await Promise.all(gone)).toHaveLength(2);
  go();
  const delivered = expect.arrayContaining([{ data: { parcelMoved: { state: 'delivered' } } }]);
  await eventually(async () =>
    expect(await Promise.all([1, 2].map(() => streamed(origin, { query })))).toEqual([delivered, delivered]),
  );
  expect([lines, await examined()]).toEqual([[], [['thread', 2]]]);
});
