import { connect, type Socket } from 'node:net';
import { createLogger } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());

interface Talk {
  readonly socket: Socket;
  /** All that has come. */
  answer(): string;
  readonly closed: Promise<unknown>;
}

async function talkTo(app: FastifyInstance): Promise<Talk> {
  const { port, hostname } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  return { socket, answer: () => answer, closed: new Promise((resolve) => socket.once('close', resolve)) };
}

/** A gateway, and what its log says of the requests that have ended. */
async function loggedGateway() {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'gateway', level: 'info', pretty: false, destination });
  const app = await shop.gateway({ logger });
  const statuses = () => lines.flatMap((line) => (line.includes('"answered"') ? [JSON.parse(line).status] : []));
  return { app, statuses };
}

function post(query: string, headers = 'accept: application/json'): string {
  const body = JSON.stringify({ query });
  return `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
const answersIn = (text: string) => text.match(/HTTP\/1\.1 200 OK/g)?.length ?? 0;

test('requests that come together are answered one after the other', async () => {
  const { socket, answer } = await talkTo(await shop.gateway());
  for (const answered of [10, 20, 30]) {
    socket.write(post('{ refuse }').repeat(10));
    await expect.poll(() => answersIn(answer()), { timeout: 20_000 }).toBe(answered);
  }
  socket.destroy();
});

test('a connection is cut on which more wait for their answers, and who waits is told', async () => {
  const { app, statuses } = await loggedGateway();
  const { socket, answer, closed } = await talkTo(app);
  socket.write(post('{ slow }').repeat(200));
  await closed;
  expect(answer()).toBe('');
  // What they have caused ends with them.
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(Array(10).fill(499));
  expect(shop.slowCalls()).toBeLessThanOrEqual(10);
});

test('nothing is answered behind a stream', async () => {
  const { socket, answer, closed } = await talkTo(await shop.gateway());
  shop.parcels.send('behind a stream');
  const asAda = `accept: text/event-stream\r\nauthorization: Bearer ${await shop.signIn()}`;
  socket.write(post('subscription { parcelMoved(id: "behind a stream") { state } }', asAda));
  await expect.poll(answer, { timeout: 20_000 }).toContain('sent');
  socket.write(post('{ refuse }'));
  await closed;
  expect(answersIn(answer())).toBe(1);
});

test('addresses that are none are counted, too', async () => {
  const { socket, answer, closed } = await talkTo(await shop.gateway());
  socket.write('GET /% HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(10));
  await expect.poll(() => answer().match(/HTTP\/1\.1 400 /g), { timeout: 20_000 }).toHaveLength(10);
  socket.write(post('{ slow }') + 'GET /% HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(100));
  await closed;
  expect(answer().match(/HTTP\/1\.1/g)).toHaveLength(10);
});

test('a stream is not opened where other requests have come with it', async () => {
  const { app, statuses } = await loggedGateway();
  const asAda = `accept: text/event-stream\r\nauthorization: Bearer ${await shop.signIn()}`;
  shop.parcels.send('with others');
  const stream = post('subscription { parcelMoved(id: "with others") { state } }', asAda);
  const { socket, answer, closed } = await talkTo(app);
  socket.write(stream + post('{ slow }'));
  await closed;
  await expect.poll(statuses, { timeout: 20_000 }).toEqual([499, 499]);
  await expect.poll(() => shop.parcels.watchers('with others'), { timeout: 20_000 }).toBe(0);
  expect(answer()).toBe('');
});
