import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger, createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../test/small-shop.ts';
import { hostileDocuments } from './documents.ts';
import { worthlessTokens } from './tokens.ts';
import { hostileRequests } from './transports.ts';

let shop: SmallShop;
let app: FastifyInstance;
let url: string;
const faults: string[] = [];
const metrics = createMetrics('gateway', { defaults: false });
beforeAll(async () => {
  shop = await smallShop();
  const destination = { write: (line: string) => faults.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'warn', pretty: false, destination });
  app = await shop.gateway({ logger, metrics });
  url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
});
afterAll(async () => {
  await shop.close();
});

const json = { 'content-type': 'application/json' };
async function send(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as { errors?: { extensions: { code: string } }[]; data?: unknown };
  return { status: response.status, answer, cookie: response.headers.get('set-cookie') };
}

/** Whatever a stranger sent: nobody else has noticed, and our log holds no fault of ours. */
async function expectUnharmed(): Promise<void> {
  expect(faults).toEqual([]);
  const { status, answer } = await send(
    { query: '{ me { name } }' },
    { authorization: `Bearer ${await shop.signIn()}` },
  );
  expect([status, answer]).toEqual([200, { data: { me: { name: 'Ada' } } }]);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

test('the suite is as long as it says', () => {
  expect(hostileDocuments.length + hostileRequests.length).toBeGreaterThanOrEqual(60);
});

test.each(hostileDocuments)('$name: $status $code', async ({ body, status, code }) => {
  const { answer, cookie, ...got } = await send(body);
  expect([got.status, answer.errors?.[0]?.extensions.code ?? null, cookie]).toEqual([status, code, null]);
  await expectUnharmed();
});

test.each(hostileRequests)('$name: $status', async ({ init, search = '', status }) => {
  const response = await fetch(`${url}${search}`, init);
  expect([response.status, response.headers.get('set-cookie')]).toEqual([status, null]);
  // A request whose headers do not fit has no route, so Node answers it.
  if (status !== 431)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  await expectUnharmed();
});

test('a body that comes drop by drop is not waited for', async () => {
  const hasty = await shop.gateway({ uploadMs: 500 });
  const { port, hostname } = new URL(await hasty.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), hostname);
  socket.write('POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{');
  // Not once the answer is there, nor before it is looked for: a drop that comes too late takes it away with the connection.
  const drop = () => socket.writable && socket.bytesRead === 0 && socket.write(' ');
  const drops = setInterval(() => setImmediate(drop), 50);
  try {
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    clearInterval(drops);
  }
  await expectUnharmed();
});

describe('a worthless token', () => {
  test('gets one answer, whatever is wrong with it', async () => {
    const answers = new Map<string, string>();
    for (const [name, token] of await worthlessTokens(shop.privateKey)) {
      const { status, answer } = await send({ query: '{ me { name } }' }, { authorization: `Bearer ${token}` });
      answers.set(name, JSON.stringify([status, answer]));
    }
    expect(answers.size).toBeGreaterThanOrEqual(12);
    expect(new Set(answers.values())).toEqual(
      new Set([
        JSON.stringify([
          401,
          {
            errors: [
              {
                message: 'The access token is invalid, expired or revoked.',
                extensions: { code: 'UNAUTHENTICATED' },
              },
            ],
          },
        ]),
      ]),
    );
    await expectUnharmed();
  });
});

test('headers of our own, sent from outside, say nothing', async () => {
  const forged = {
    'x-rushgraph-viewer': 'eyJhdWQiOiJ1c2VyIn0.AAAA',
    'x-rushgraph-time-left': '0',
    'x-forwarded-for': '10.0.0.1',
    cookie: 'session=admin',
  };
  expect((await send({ query: '{ me { name } }' }, forged)).answer).toEqual({ data: { me: null } });
  await expectUnharmed();
});

test('a browser of another site learns nothing', async () => {
  const response = await fetch(url, {
    method: 'POST',
    body: '{"query":"{ refuse }"}',
    headers: { ...json, origin: 'https://evil.test' },
  });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('three hundred different operations are answered, and names of them fill no metric', async () => {
  for (let batch = 0; batch < 3; batch++) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        send({ query: `query Q${batch}x${index} { a${batch * 100 + index}: refuse }` }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200).slice(0, 3)).toEqual([]);
  }
  const series = (await metrics.registry.metrics()).match(/graphql_operation_seconds_count\{/g) ?? [];
  expect(series.length).toBeLessThan(250);
  await expectUnharmed();
});
