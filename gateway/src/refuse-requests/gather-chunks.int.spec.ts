import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import { gatherChunks } from './gather-chunks.ts';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
}

const connectTo = async (app: FastifyInstance) => connect(await portOf(app), '127.0.0.1');

const headOf = (type = 'application/json') =>
  `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`;
/** Each byte is a chunk of its own. */
const bytewise = (text: string) => Array.from(text, (byte) => `1\r\n${byte}\r\n`).join('');
const END = '0\r\n\r\n';

async function talk(socket: Socket, text: string, until: RegExp): Promise<string> {
  let answer = '';
  socket.write(text);
  while (!until.test(answer)) answer += String((await once(socket, 'data'))[0]);
  return answer;
}

test('a body in chunks of one byte is read as a whole, and what is refused for its type leaves the connection open', async () => {
  const socket = await connectTo(await shop.gateway());
  const asked = `${headOf()}${bytewise('{"query":"{ refuse }"}')}${END}`;
  expect(await talk(socket, asked, /\{"data":\{"refuse":null\}\}/)).toMatch(/^HTTP\/1.1 200 /);
  const other = `${headOf('application/xml')}${bytewise('x'.repeat(300_000))}${END}`;
  expect(await talk(socket, other, /"statusCode":415|BAD_USER_INPUT/)).toMatch(/^HTTP\/1.1 415 /);
  expect(await talk(socket, asked, /\{"data":\{"refuse":null\}\}/)).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
});

test('a client that leaves in the middle of its body harms nobody', async () => {
  const app = await shop.gateway();
  const socket = await connectTo(app);
  const [[server]] = await Promise.all([once(app.server, 'connection'), once(socket, 'connect')]);
  const closed = new Promise((resolve) => server.once('close', resolve));
  socket.write(`${headOf()}${bytewise('{"query":')}`);
  await once(app.server, 'request');
  socket.resetAndDestroy();
  await closed;
  expect((await app.inject('/health/live')).statusCode).toBe(200);
});

const CONNECTIONS = 10;
const BYTES = 90_000;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What is kept for each of so many requests whose bodies have come in chunks of one byte, but for their last. */
async function keptBytes(prepare: (app: FastifyInstance) => void): Promise<number> {
  const app = fastify({ forceCloseConnections: true });
  prepare(app);
  let read = 0;
  app.addHook('preParsing', (_request, _reply, payload, done) => {
    payload.on('data', (chunk) => {
      read += chunk.length;
    });
    done(null, payload);
  });
  app.post('/graphql', async () => 'read');
  const port = await portOf(app);
  const before = heapBytes();
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1'));
  for (const socket of sockets) socket.write(headOf() + bytewise(' '.repeat(BYTES)));
  const most = CONNECTIONS * (BYTES - 16_384);
  await expect.poll(() => read, { timeout: 30_000 }).toBeGreaterThanOrEqual(most);
  const kept = (heapBytes() - before) / CONNECTIONS;
  for (const socket of sockets) socket.destroy();
  await app.close();
  return kept;
}

test('a body takes as much as its bytes while it comes, and not a buffer for each chunk', async () => {
  expect(await keptBytes((app) => gatherChunks(app, BYTES))).toBeLessThan(2_000_000);
});

test('control: Node makes a buffer of each chunk', async () => {
  expect(await keptBytes(() => undefined)).toBeGreaterThan(8_000_000);
});
