import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { couldNotConnect } from './could-not-connect.ts';

const server = createServer((incoming) => incoming.socket.destroy());
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

const failureOf = (url: string) =>
  request(url, { method: 'POST', body: '{}' }).then(
    () => undefined,
    (error: unknown) => error,
  );

it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://nobody.invalid'])(
  'nothing was sent to %s',
  async (url) => {
    expect(couldNotConnect(await failureOf(url))).toBe(true);
  },
);

it('something may have been sent over a connection that was lost', async () => {
  const { port } = server.address() as AddressInfo;
  expect(couldNotConnect(await failureOf(`http://127.0.0.1:${port}`))).toBe(false);
});

it.each([undefined, new Error('down'), new AggregateError([])])('%s says nothing of the kind', (error) => {
  expect(couldNotConnect(error)).toBe(false);
});
