import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGraph } from './graph-client.ts';

/** Answers with what it was sent, sets one cookie and removes another. */
const echo = createServer((request, response) => {
  response.setHeader('set-cookie', ['refresh=new; HttpOnly; Path=/', 'old=; Max-Age=0']);
  response.end(
    JSON.stringify({ data: { authorization: request.headers.authorization, cookie: request.headers.cookie } }),
  );
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const { port } = echo.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => echo.close());

test('sends token and cookies, and keeps the jar as a browser does', async () => {
  const cookies = { refresh: 'first', old: 'x', kept: 'y' };
  const answer = await createGraph(url)('{ me }', {}, { token: 'abc', cookies });
  expect(answer.data).toEqual({ authorization: 'Bearer abc', cookie: 'refresh=first; old=x; kept=y' });
  expect(answer.cookies).toEqual({ refresh: 'new', kept: 'y' });
  expect(answer.errors).toBeUndefined();
});
