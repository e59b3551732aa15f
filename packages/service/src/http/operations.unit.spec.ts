import { once } from 'node:events';
import { connect } from 'node:net';
import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import { afterEach, expect, it, vi } from 'vitest';
import { createHealth } from '../health.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { listen } from './listen.ts';
import { createSubgraphServer } from './subgraph-server.ts';

const key = Buffer.alloc(32, 7);
const now = () => new Date('2026-01-01T00:00:00Z');
const TRACE = 'ab'.repeat(16);
const headers = () => ({
  'content-type': 'application/json',
  traceparent: `00-${TRACE}-${'cd'.repeat(8)}-01`,
  [VIEWER_HEADER]: signViewer({ kind: 'anonymous' }, { audience: 'shop', key, now: now() }),
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function shop(requestLimitMs = 30_000) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    service: 'shop',
    level: 'info',
    pretty: false,
    destination: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const health = createHealth({ now });
  health.check('mysql', () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:3306')));
  const metrics = createMetrics('shop', { defaults: false });
  const app = await createSubgraphServer<object>({
    service: 'shop',
    typeDefs: 'type Query { note: String  bug: String }',
    resolvers: {
      Query: {
        async note() {
          await new Promise(setImmediate);
          logger.info('noted');
          return 'noted';
        },
        bug() {
          throw new Error('a bug');
        },
      },
    },
    viewerKey: key,
    now,
    createContext: () => ({}),
    logger,
    health,
    metrics,
    introspection: false,
    requestLimitMs,
  });
  const lifecycle = createLifecycle({ logger });
  const local = { HOST: '127.0.0.1', PORT: 0, OPERATIONS_HOST: '127.0.0.1', OPERATIONS_PORT: 0 };
  lifecycle.onStop('http', () => app.close());
  stops.push(() => lifecycle.stop('the test is over'));
  const open = (config: Partial<typeof local> = {}) =>
    listen(app, { config: { ...local, ...config }, health, metrics, logger, onStop: lifecycle.onStop });
  return {
    app,
    lines,
    open,
    post: (query: string) => app.inject({ method: 'POST', url: '/graphql', headers: headers(), payload: { query } }),
  };
}

it('tells the public neither metrics nor the names and addresses of its stores', async () => {
  const { app } = await shop();
  expect((await app.inject('/metrics')).statusCode).toBe(404);
  const ready = await app.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'unready' }]);
});

it('tells operators both, on a port of their own', async () => {
  const { lines, open } = await shop();
  await open();
  const { operations } = lines.find(({ msg }) => msg === 'ready') ?? {};
  expect(operations).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const ready = await fetch(`${operations}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    {
      status: 'unready',
      dependencies: { mysql: { state: 'down', required: true, error: 'connect ECONNREFUSED 10.0.0.7:3306' } },
    },
  ]);
  expect(await (await fetch(`${operations}/metrics`)).text()).toContain('http_request_seconds');
});

it('says which setting to change when the port of operators is taken', async () => {
  const first = await shop();
  await first.open();
  const { operations } = first.lines.find(({ msg }) => msg === 'ready') ?? {};
  const second = await shop();
  await expect(second.open({ OPERATIONS_PORT: Number(new URL(String(operations)).port) })).rejects.toThrow(
    'for /metrics, cannot be listened on; set OPERATIONS_PORT to a free port',
  );
});

it('puts the trace of the request on every line of it, and the operation on the line of a bug', async () => {
  const { lines, post } = await shop();
  await post('query Note { note }');
  await post('query Faulty { bug }');
  await post('{ bug }');
  expect(lines.map(({ msg, trace, operation }) => ({ msg, trace, operation }))).toEqual([
    { msg: 'noted', trace: TRACE, operation: 'Note' },
    { msg: 'an operation failed unexpectedly', trace: TRACE, operation: 'Faulty' },
    { msg: 'an operation failed unexpectedly', trace: TRACE, operation: undefined },
  ]);
});

it('closes a request whose body never ends', async () => {
  const { app } = await shop(200);
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), '127.0.0.1');
  // What drips after the end is refused.
  socket.on('error', () => socket.destroy());
  const lines = Object.entries({ ...headers(), host: 'x', 'content-length': '1000' }).map((pair) => pair.join(': '));
  socket.write(`POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{`);
  const dripping = setInterval(() => socket.write(' '), 20);
  socket.resume();
  // Which of both it is depends on whether a drip was under way.
  await vi.waitFor(() => expect(socket.readableEnded || socket.destroyed).toBe(true), { timeout: 20_000 });
  clearInterval(dripping);
  if (!socket.destroyed) {
    socket.destroy();
    await once(socket, 'close');
  }
});
