import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_SETTINGS } from '@rushgraph/resilience';
import { createHealth, createLogger } from '@rushgraph/service';
import { canHaveOwnRedis, eventually, silentLogger, startOwnRedis, testRedis } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { request } from 'undici';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createDiscovery, createServicePolicy, type Discovery, type FollowedService, instanceAt } from './index.ts';

const shared = await testRedis();
const begun: Discovery[] = [];
const logged: string[] = [];
afterEach(async () => {
  await Promise.all(begun.splice(0).map((one) => one.stop()));
  await shared.flush();
  logged.length = 0;
});
afterAll(() => shared.drop());

/** A process that finds others, or is found. */
function processOn(redisUrl = shared.url, health = createHealth()): Discovery {
  const destination = { write: (line: string) => logged.push(line) };
  const logger = createLogger({ service: 'test', level: 'info', pretty: false, destination });
  const discovery = createDiscovery({ redisUrl, health, logger, random: Math.random });
  begun.push(discovery);
  return discovery;
}

const at = (port: number, run = `run of ${port}`) => ({
  url: new URL(`http://127.0.0.1:${port}/graphql`),
  run: run.replaceAll(' ', '-'),
});

const follow = (discovery: Discovery, place: string) => discovery.follow('order', place);
const idsOf = (service: FollowedService) =>
  service
    .known()
    .map(({ id }) => id)
    .sort();

it('finds all instances of a service on one computer, and no others', async () => {
  processOn().announce('order', at(5001));
  processOn().announce('order', at(5002));
  processOn().announce('item', at(5003));
  const service = follow(processOn(), 'registry:order');
  await eventually(() => expect(idsOf(service)).toEqual(['127.0.0.1:5001', '127.0.0.1:5002']));
  await service.check();
});

it('stops to know one that leaves, and tells so', async () => {
  const announcement = processOn().announce('order', at(5001));
  processOn().announce('order', at(5002));
  const service = follow(processOn(), 'registry:order');
  const gone: string[] = [];
  service.onGone(({ id }) => gone.push(id));
  await eventually(() => expect(idsOf(service)).toHaveLength(2));
  await announcement.leave();
  await eventually(() => expect(idsOf(service)).toEqual(['127.0.0.1:5002']));
  expect(gone).toEqual(['127.0.0.1:5001']);
});

it('stops to know one that has died when its lease is over', async () => {
  // What a process that was killed leaves behind.
  const lease = (milliseconds: number) =>
    shared.redis.zadd('discovery:order', Date.now() + milliseconds, 'dead http://127.0.0.1:5001/graphql');
  await lease(60_000);
  processOn().announce('order', at(5002));
  const service = follow(processOn(), 'registry:order');
  await eventually(() => expect(idsOf(service)).toHaveLength(2));
  await lease(1);
  await eventually(() => expect(idsOf(service)).toEqual(['127.0.0.1:5002']));
});

it('takes whoever announced an address last for the one that is there', async () => {
  await shared.redis.zadd('discovery:order', Date.now() + 1_000, 'dead http://127.0.0.1:5001/graphql');
  processOn().announce('order', at(5001, 'alive'));
  const service = follow(processOn(), 'registry:order');
  await eventually(() =>
    expect(service.known()).toEqual([instanceAt(new URL('http://127.0.0.1:5001/graphql'), 'alive')]),
  );
});

it('a policy keeps nothing of an instance that is gone, and gives what cannot be sent to one to another', async () => {
  const announcement = processOn().announce('order', at(1));
  const server = createServer((_, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    processOn().announce('order', at(port));
    const instances = follow(processOn(), 'registry:order');
    await eventually(() => expect(idsOf(instances)).toHaveLength(2));
    const registry = new Registry();
    const logger = silentLogger();
    const parts = { name: 'order', settings: DEFAULT_SETTINGS, logger, registry, random: Math.random };
    const policy = createServicePolicy({ ...parts, instances });
    const call = () =>
      policy.execute({ kind: 'mutation' }, async ({ url }) => (await request(url, { method: 'POST' })).body.text());
    // Until the dead one has been drawn, too.
    await eventually(async () => {
      expect(await call()).toBe('here');
      expect(await registry.metrics()).toContain('instance="127.0.0.1:1"');
    });
    await announcement.leave();
    await eventually(() => expect(idsOf(instances)).toEqual([`127.0.0.1:${port}`]));
    expect(await registry.metrics()).not.toContain('instance="127.0.0.1:1"');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it('says so while nobody has announced itself, and asks the addresses that were given', async () => {
  const discovery = processOn();
  const [alone, given] = [
    follow(discovery, 'registry:order'),
    follow(discovery, 'registry:order,http://127.0.0.1:4003/graphql'),
  ];
  await discovery.looked();
  const sentence = 'no instance of order can be found; nobody is asked until one is found';
  await expect(alone.check()).rejects.toThrow(sentence);
  await expect(given.check()).rejects.toThrow('the addresses that were given are asked: 127.0.0.1:4003');
  expect([idsOf(alone), idsOf(given)]).toEqual([[], ['127.0.0.1:4003']]);
  processOn().announce('order', at(5001));
  await eventually(() => expect([idsOf(alone), idsOf(given)]).toEqual([['127.0.0.1:5001'], ['127.0.0.1:5001']]));
  await given.check();
});

it('refuses to guess what is no announcement, and says so', async () => {
  await shared.redis.zadd('discovery:order', Date.now() + 60_000, 'nonsense');
  const discovery = processOn();
  const service = follow(discovery, 'registry:order');
  await discovery.looked();
  await expect(service.check()).rejects.toThrow('the instances of order cannot be looked for');
  expect(logged.join('\n')).toContain('no instance: nonsense');
});

describe.runIf(canHaveOwnRedis())('while Redis is away', () => {
  it('the last known ones are asked, readiness says so once, and all are there when it is back with nothing', async () => {
    const redis = await startOwnRedis({ appends: 'no' });
    try {
      processOn(redis.url).announce('order', at(5001));
      processOn(redis.url).announce('order', at(5002));
      const service = follow(processOn(redis.url), 'registry:order');
      await eventually(() => expect(idsOf(service)).toHaveLength(2));
      const gone: string[] = [];
      service.onGone(({ id }) => gone.push(id));
      await redis.kill();
      const sentence =
        'the instances of order cannot be looked for; the last known ones are asked: 127.0.0.1:5001, 127.0.0.1:5002';
      await eventually(() => expect(service.check()).rejects.toThrow(sentence));
      expect(idsOf(service)).toEqual(['127.0.0.1:5001', '127.0.0.1:5002']);
      await redis.start();
      processOn(redis.url).announce('order', at(5003));
      await eventually(() => expect(idsOf(service)).toHaveLength(3));
      await service.check();
      expect(gone).toEqual([]);
      expect(logged.filter((line) => line.includes(sentence))).toHaveLength(1);
    } finally {
      await Promise.all(begun.splice(0).map((one) => one.stop()));
      await redis.drop();
    }
  });

  it('a process that starts knows nobody but the addresses that were given, until Redis is back', async () => {
    const redis = await startOwnRedis({ appends: 'no' });
    try {
      await redis.kill();
      const discovery = processOn(redis.url);
      const alone = follow(discovery, 'registry:order');
      const given = follow(discovery, 'registry:order,http://127.0.0.1:4003/graphql');
      await discovery.looked();
      await expect(alone.check()).rejects.toThrow('cannot be looked for; nobody is asked until one is found');
      await expect(given.check()).rejects.toThrow('the addresses that were given are asked: 127.0.0.1:4003');
      expect([alone.pick(new Set(), () => 0), given.pick(new Set(), () => 0)?.id]).toEqual([
        undefined,
        '127.0.0.1:4003',
      ]);
      await redis.start();
      processOn(redis.url).announce('order', at(5001));
      await eventually(() => expect([idsOf(alone), idsOf(given)]).toEqual([['127.0.0.1:5001'], ['127.0.0.1:5001']]));
    } finally {
      await Promise.all(begun.splice(0).map((one) => one.stop()));
      await redis.drop();
    }
  });

  it('leaving does not wait for it for long, and never fails', async () => {
    const redis = await startOwnRedis({ appends: 'no' });
    const announcement = processOn(redis.url).announce('order', at(5001));
    await redis.drop();
    await announcement.leave();
  });
});
