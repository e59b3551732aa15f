import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_SETTINGS, type PolicySettings } from '@rushgraph/resilience';
import { createMetrics } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, briefly } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

type Failing = (request: IncomingMessage, response: ServerResponse) => void;

const query = '{ me { name lines { item { name } } coupons } }';
const lines = ['tea', 'cup', 'tea'].map((id) => ({ item: { name: `the ${id}` } }));
const rest = { me: { name: 'Ada', lines, coupons: null } };
/** One try, so that calls can be counted; the breaker as it is, but that it does not close again while we look. */
const quick: PolicySettings = { ...DEFAULT_SETTINGS, tries: 1, timeLimitMs: 200, openMs: 600_000 };
/** For what fails by itself: on a busy computer an answer takes its time, and must not be taken for a silence. */
const patient: PolicySettings = { ...quick, timeLimitMs: 10_000 };
const unguarded: PolicySettings = { ...quick, minimumCalls: 10_000, windowCalls: 10_000 };

let shop: SmallShop;
let ada: Record<string, string>;
let failing: Failing;
let asked = 0;
/** Where this test's gateway asks: what an earlier one has still under way is not counted. */
let path = '/graphql';
/** Stands in the place of the coupon subgraph, and fails as it is told. */
const server = createServer((request, response) => {
  if (request.url === path) asked += 1;
  failing(request, response);
});
let place: string;
beforeAll(async () => {
  shop = await smallShop();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await shop.close();
});
beforeEach(() => {
  asked = 0;
  path = `/graphql/${randomUUID()}`;
});

function gateway(policy: PolicySettings): Promise<FastifyInstance> {
  const urls = new Map([['coupon', `${place}${path}`]]);
  const metrics = createMetrics('gateway', { defaults: false });
  return shop.gateway({ urls, metrics, policyOf: (name) => (name === 'coupon' ? policy : DEFAULT_SETTINGS) });
}

const never: Failing = () => undefined;
const html: Failing = (_, response) => void response.end('<html>out of order</html>');
const answered: Failing = (_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"data":{"me":{"coupons":["welcome"]}}}');
};

const failures: readonly (readonly [string, Failing, string])[] = [
  ['is frozen', never, 'SUBGRAPH_TIMEOUT'],
  [
    'begins its answer and goes on too slowly',
    (_, response) => {
      const drops = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drops));
    },
    'SUBGRAPH_TIMEOUT',
  ],
  ['breaks its connections', (_, response) => response.destroy(), 'SUBGRAPH_UNAVAILABLE'],
  ['answers garbage', html, 'SUBGRAPH_UNAVAILABLE'],
  [
    'answers half',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"data":{"me":');
      setImmediate(() => response.destroy());
    },
    'SUBGRAPH_UNAVAILABLE',
  ],
  [
    'answers with an error of its own',
    (_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"Internal Server Error"}');
    },
    'SUBGRAPH_UNAVAILABLE',
  ],
];

describe.each(failures)('a subgraph that %s', (_, failure, code) => {
  test('costs its part, typed, and is left alone after ten times', async () => {
    failing = failure;
    const app = await gateway(code === 'SUBGRAPH_TIMEOUT' ? quick : patient);
    for (let request = 0; request < 10; request++) {
      const { status, data, errors } = await ask(app, query, ada);
      expect([status, data]).toEqual([200, rest]);
      expect(briefly(errors)).toEqual([{ path: ['me', 'coupons'], code, service: 'coupon' }]);
    }
    // Ten failed: now it is not asked, and the answer says so without waiting for it.
    const before = asked;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(app, query, ada)));
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, () => rest));
    expect(new Set(answers.map(({ errors }) => errors?.[0]?.extensions.code))).toEqual(
      new Set(['SUBGRAPH_UNAVAILABLE']),
    );
    expect(asked).toBe(before);
  });
});

test('a subgraph that is well again is asked again', async () => {
  failing = never;
  const app = await gateway({ ...quick, openMs: 500, trialCalls: 1 });
  for (let request = 0; request < 10; request++) await ask(app, query, ada);
  failing = answered;
  await eventually(async () =>
    expect((await ask(app, query, ada)).data).toEqual({ me: { name: 'Ada', lines, coupons: ['welcome'] } }),
  );
});

test('without the policy every operation goes on asking a frozen subgraph, and waits for it', async () => {
  failing = never;
  const app = await gateway(unguarded);
  for (let request = 0; request < 15; request++) await ask(app, query, ada);
  expect(asked).toBe(15);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(app, query, ada)));
  expect(new Set(answers.map(({ errors }) => errors?.[0]?.extensions.code))).toEqual(new Set(['SUBGRAPH_TIMEOUT']));
});

test('a frozen subgraph takes nothing from operations that do not need it', async () => {
  failing = never;
  const app = await gateway({ ...quick, timeLimitMs: 4_000, maxCalls: 2, maxQueued: 2 });
  const stuck = Array.from({ length: 20 }, () => ask(app, query, ada));
  const others = await Promise.all(
    Array.from({ length: 20 }, () => ask(app, '{ me { name lines { item { name } } } }', ada)),
  );
  expect(others.every(({ data, errors }) => data !== null && errors === undefined)).toBe(true);
  expect((await Promise.all(stuck)).map(({ data }) => data)).toEqual(Array.from({ length: 20 }, () => rest));
  // Two at once, two behind them, the others shed at once.
  expect(asked).toBeLessThanOrEqual(4);
});
