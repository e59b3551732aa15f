import { Socket } from 'node:net';
import { othersFirst } from '@rushgraph/concurrency';
import { expect, it } from 'vitest';
import { refuseBroken } from './refuse-broken.ts';

const SLOW = Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

it('refuses slow requests a few at a time, however many are found at once', async () => {
  const refuse = refuseBroken(undefined);
  const sockets = Array.from({ length: 23 }, () => new Socket());
  const refused = () => sockets.filter(({ destroyed }) => destroyed).length;
  for (const socket of sockets) refuse(SLOW, socket);
  const counts = [refused()];
  while (refused() < sockets.length) {
    await othersFirst();
    counts.push(refused());
  }
  expect(counts).toEqual([0, 5, 10, 15, 20, 23]);

  const late = new Socket();
  refuse(SLOW, late);
  expect([late.isPaused(), late.destroyed]).toEqual([true, false]);
  await othersFirst();
  expect(late.destroyed).toBe(true);
});
