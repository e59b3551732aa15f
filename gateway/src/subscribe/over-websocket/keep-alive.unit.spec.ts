import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from './keep-alive.ts';

const servers: WebSocketServer[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
});

/** Both ends of a socket that is watched by a clock that the test sets. */
async function watched({ autoPong = true } = {}) {
  let now = 0;
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong });
  const closed = once(client, 'close');
  const [socket]: WebSocket[] = await connected;
  await once(client, 'open');
  if (socket === undefined) throw new Error('Nobody has connected');
  const send = keepAlive(socket, { heartbeatMs: 10_000, stuckMs: 30_000, monotonic: () => now });
  return {
    socket,
    client,
    send,
    closedWith: async () => (await closed)[0],
    /** Lets so much time pass, and then a heartbeat come. */
    async beatAfter(milliseconds: number) {
      now += milliseconds;
      vi.advanceTimersByTime(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    },
    /** Sends more than the buffers of two kernels hold to a client that does not read. */
    fill() {
      client.pause();
      void send('x'.repeat(50_000_000));
    },
  };
}

test('a client that has read nothing for 30 s, not less, is told so by a code, if it reads again', async () => {
  const { socket, client, beatAfter, fill, closedWith } = await watched();
  fill();
  await beatAfter(30_000);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  await beatAfter(1);
  expect(socket.readyState).toBe(WebSocket.CLOSING);
  client.resume();
  expect(await closedWith()).toBe(4508);
});

test('one that does not read by the next beat is cut', async () => {
  const { socket, client, beatAfter, fill } = await watched();
  fill();
  await beatAfter(30_001);
  await beatAfter(10_000);
  await eventually(() => expect(socket.readyState).toBe(WebSocket.CLOSED));
  client.terminate();
});

test('one that is slow, and reads in the end, stays', async () => {
  const { socket, client, send, beatAfter, fill } = await watched();
  const answered = once(socket, 'pong');
  fill();
  await beatAfter(15_000);
  await beatAfter(14_000);
  client.resume();
  await send('the next one has been taken as well');
  await beatAfter(29_000);
  await answered;
  await beatAfter(10_000);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('one that answers no ping is cut', async () => {
  const { socket, beatAfter, closedWith } = await watched({ autoPong: false });
  await beatAfter(10_000);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  await beatAfter(10_000);
  expect(await closedWith()).toBe(1006);
});
