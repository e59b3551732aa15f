import { afterAll, beforeEach, expect, it } from 'vitest';
import { startNameServer } from '../../test/name-server.ts';
import { findByDns } from './find-by-dns.ts';

const server = await startNameServer();
afterAll(() => server.close());
beforeEach(() => {
  server.names.clear();
  server.asked.length = 0;
  server.isBroken = false;
});

function finding(host: string) {
  const clock = { now: 0 };
  const find = findByDns({ host, port: 4003, path: '/graphql', now: () => clock.now, servers: [server.address] });
  return { clock, urls: async () => (await find()).map(({ url }) => url.href) };
}

it('finds every address behind a name, in one order whatever the server has', async () => {
  server.names.set('order.shop.test', { addresses: ['10.0.0.2', '10.0.0.1'], ttlSeconds: 0 });
  const { urls } = finding('order.shop.test');
  expect(await urls()).toEqual(['http://10.0.0.1:4003/graphql', 'http://10.0.0.2:4003/graphql']);
});

it.each([
  { ttlSeconds: 0, askedAgainAfterMs: 1_000 },
  { ttlSeconds: 3, askedAgainAfterMs: 3_000 },
  { ttlSeconds: 600, askedAgainAfterMs: 5_000 },
])(
  'an answer that lives for $ttlSeconds s is used for $askedAgainAfterMs ms',
  async ({ ttlSeconds, askedAgainAfterMs }) => {
    server.names.set('order.shop.test', { addresses: ['10.0.0.1'], ttlSeconds });
    const { clock, urls } = finding('order.shop.test');
    await urls();
    server.names.set('order.shop.test', { addresses: ['10.0.0.2'], ttlSeconds });
    clock.now = askedAgainAfterMs - 1;
    expect([await urls(), server.asked.length]).toEqual([['http://10.0.0.1:4003/graphql'], 1]);
    clock.now = askedAgainAfterMs;
    expect([await urls(), server.asked.length]).toEqual([['http://10.0.0.2:4003/graphql'], 2]);
  },
);

it('rejects when the server of names is broken, and asks again at the next look', async () => {
  server.isBroken = true;
  const { urls } = finding('order.invalid');
  await expect(urls()).rejects.toMatchObject({ code: 'ESERVFAIL' });
  server.isBroken = false;
  server.names.set('order.invalid', { addresses: ['10.0.0.1'], ttlSeconds: 5 });
  expect(await urls()).toEqual(['http://10.0.0.1:4003/graphql']);
});

it('finds nobody behind a name that nobody knows, and soon asks again', async () => {
  const { clock, urls } = finding('nobody.invalid');
  expect(await urls()).toEqual([]);
  server.names.set('nobody.invalid', { addresses: ['10.0.0.1'], ttlSeconds: 5 });
  clock.now = 1_000;
  expect(await urls()).toEqual(['http://10.0.0.1:4003/graphql']);
});

it('does not ask servers of names for a name without a dot', async () => {
  server.names.set('localhost', { addresses: ['10.0.0.1'], ttlSeconds: 5 });
  expect(await finding('localhost').urls()).not.toContain('http://10.0.0.1:4003/graphql');
  expect(server.asked).toEqual([]);
});

it('looks up a name of the hosts file as the system does', async () => {
  expect(await finding('localhost').urls()).toContain('http://127.0.0.1:4003/graphql');
});
