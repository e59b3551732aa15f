import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { connectCaller } from './raw-caller.ts';

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

async function startContestant(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/graphql`;
}

test('answers with a length and in chunks are read, one after the other', async () => {
  let count = 0;
  const caller = await connectCaller(
    await startContestant((_, response) => {
      count += 1;
      if (count === 2) response.write('one ');
      response.end(count === 2 ? 'two' : 'Grüße');
    }),
  );
  expect(await caller.post('{}', undefined)).toEqual({ status: 200, text: 'Grüße' });
  expect(await caller.post('{}', 'token')).toEqual({ status: 200, text: 'one two' });
  caller.close();
});

test('a contestant that hangs does not hang who asks', async () => {
  const caller = await connectCaller(await startContestant(() => undefined), 100);
  await expect(caller.post('{}', undefined)).rejects.toThrow('has not answered within 100 ms');
  expect(caller.isOpen()).toBe(false);
  await expect(caller.post('{}', undefined)).rejects.toThrow('closed the connection');
});
