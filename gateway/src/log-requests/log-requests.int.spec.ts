import { createLogger, createMetrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
let app: FastifyInstance;
const lines: string[] = [];
const metrics = createMetrics('gateway', { defaults: false });
beforeAll(async () => {
  shop = await smallShop();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'info', pretty: false, destination });
  app = await shop.gateway({ logger, metrics });
});
afterAll(() => shop.close());
beforeEach(() => {
  lines.length = 0;
});

const trace = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${trace}-b7ad6b7169203331-01`;
const logged = () => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');

test('an answer leaves one line that names no person', async () => {
  const authorization = `Bearer ${await shop.signIn()}`;
  await ask(app, 'query Mine { me { name } }', { authorization, traceparent });
  expect(logged()).toEqual([
    {
      level: 30,
      time: expect.any(String),
      service: 'gateway',
      trace,
      operation: 'Mine',
      kind: 'query',
      viewer: expect.stringMatching(/^[\w-]{12}$/),
      cost: 1,
      status: 200,
      ms: expect.any(Number),
      msg: 'answered',
    },
  ]);
  expect(lines.join()).not.toMatch(/ada|Ada|Bearer/);
});

test.each([
  ['a worthless token', '{ __typename }', { authorization: 'Bearer x' }, { status: 401, codes: ['UNAUTHENTICATED'] }],
  ['a bad query', '{ nothing }', {}, { status: 400, codes: ['GRAPHQL_VALIDATION_FAILED'] }],
  ['a deep query', '{'.repeat(300), {}, { status: 400, codes: ['OPERATION_TOO_COMPLEX'] }],
  ['an unknown operation', 'query A { refuse } query B { refuse }', {}, { status: 400, codes: ['BAD_USER_INPUT'] }],
])('%s leaves one line at the level of information, with its code', async (_, query, headers, expected) => {
  await ask(app, query, { ...headers, traceparent });
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 30, trace, ...expected })]);
});

test('a bug is counted by its code, and in the line beside its own', async () => {
  await ask(app, 'query Bug { bug }');
  expect(logged()).toMatchObject([{ operation: 'Bug', codes: ['INTERNAL_SERVER_ERROR'], status: 200 }]);
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/gateway_errors_total\{code="INTERNAL_SERVER_ERROR",.*\} 1\n/);
});
