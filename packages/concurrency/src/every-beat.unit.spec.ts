import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { everyBeat } from './every-beat.ts';

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

async function connected() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const one = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(one, 'connect');
  const [other] = await accepted;
  closings.push(() => {
    one.destroy();
    other.destroy();
    server.close();
  });
  return { one, other };
}

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test('what arrived while this process stood still is taken before the beat', async () => {
  const { one, other } = await connected();
  let taken = '';
  other.on('data', (data: Buffer) => {
    taken += String(data);
  });
  const beat = new Promise<string>((resolve) => {
    closings.push(everyBeat(20, () => resolve(taken)));
  });
  one.write('here');
  standStill(100);
  expect(await beat).toBe('here');
});

test('a beat that is stopped does not come, not even the one that is due', async () => {
  let beats = 0;
  const stop = everyBeat(5, () => {
    beats += 1;
  });
  standStill(20);
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      stop();
      resolve();
    }, 0);
  });
  const stopped = beats;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(beats).toBe(stopped);
});
