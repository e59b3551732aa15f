import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { silentLogger, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { closeRedis, createBlockingRedis, createRedis } from './connection/connect.ts';
import { isRedisAway } from './connection/is-redis-away.ts';
import { pingRedis } from './connection/ping.ts';
import { defineScript } from './script/define-script.ts';

const fixture = await testRedis();
afterAll(() => fixture.drop());
const opened: Redis[] = [];
afterEach(() => {
  for (const redis of opened.splice(0)) redis.disconnect();
});

const logger = silentLogger();
function open(make: typeof createRedis, url = fixture.url, options: { commandTimeoutMs?: number } = {}): Redis {
  const redis = make({ url, name: 'redis-spec', logger, ...options });
  opened.push(redis);
  return redis;
}

/** A server that takes connections and never says a word. */
async function muteServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `redis://127.0.0.1:${port}`, close };
}

it('waits for the connection that is being made, under its name', async () => {
  const redis = open(createRedis);
  await pingRedis(redis);
  expect(await redis.client('GETNAME')).toBe('redis-spec');
});

it('says at once why there is no server', async () => {
  await expect(pingRedis(open(createRedis, 'redis://127.0.0.1:1'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('does not wait for a server that is silent', async () => {
  const { url, close } = await muteServer();
  await expect(pingRedis(open(createRedis, url), { limitMs: 50 })).rejects.toThrow('no answer from Redis within 50 ms');
  close();
});

it('refuses commands while there is no server, where a blocking reader waits', async () => {
  await expect(open(createRedis, 'redis://127.0.0.1:1').get('k')).rejects.toThrow('enableOfflineQueue');
  const reader = open(createBlockingRedis);
  const read = reader.blpop('list', 5);
  await fixture.redis.rpush('list', 'value');
  expect(await read).toEqual(['list', 'value']);
});

it('bounds a command, but not a blocking read', async () => {
  const redis = open(createRedis, fixture.url, { commandTimeoutMs: 50 });
  await pingRedis(redis);
  await expect(redis.call('BLPOP', 'nothing', '1')).rejects.toThrow('Command timed out');
  const reader = open(createBlockingRedis, fixture.url, { commandTimeoutMs: 50 });
  expect(await reader.blpop('nothing', 0.2)).toBeNull();
});

it('closes with or without a server', async () => {
  const connected = open(createRedis);
  await pingRedis(connected);
  await closeRedis(connected);
  await expect(pingRedis(connected)).rejects.toThrow('closed');
  await closeRedis(open(createRedis, 'redis://127.0.0.1:1'));
});

const add = { name: 'add', lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])", keys: 1 };

it('runs a script that the server has never seen, and again after it forgot all scripts', async () => {
  const run = defineScript(fixture.redis, { ...add, reply: z.int() });
  expect(await run(['sum'], [2])).toBe(2);
  await fixture.redis.script('FLUSH');
  expect(await Promise.all([run(['sum'], [3]), run(['sum'], [5])])).toEqual([5, 10]);
  expect(await defineScript(fixture.redis, { name: 'none', lua: 'return "a"', keys: 0 })([])).toBe('a');
});

it('refuses a wrong number of keys before anything runs', async () => {
  const run = defineScript(fixture.redis, add);
  for (const keys of [[], ['kept', 'other']])
    await expect(run(keys, [1])).rejects.toThrow(`the script add takes 1 keys, and was given ${keys.length}`);
  expect(await fixture.redis.exists('kept', 'other')).toBe(0);
});

it('runs a script that takes any number of keys', async () => {
  const run = defineScript(fixture.redis, { name: 'count', lua: 'return #KEYS', keys: 'any', reply: z.int() });
  expect(await Promise.all([run([]), run(['a']), run(['a', 'b'], [1])])).toEqual([0, 1, 2]);
});

it('passes on what a script answers as an error, and does not run it twice for that', async () => {
  const lua = "redis.call('INCR', KEYS[1]) return redis.error_reply('REFUSED for a reason')";
  await expect(defineScript(fixture.redis, { name: 'fail', lua, keys: 1 })(['runs'])).rejects.toThrow(
    'REFUSED for a reason',
  );
  expect(await fixture.redis.get('runs')).toBe('1');
});

it('throws at an answer of another shape', async () => {
  const wrong = defineScript(fixture.redis, { name: 'wrong', lua: 'return "text"', keys: 0, reply: z.int() });
  await expect(wrong([])).rejects.toThrow('the script wrong gave an answer that it should not');
});

it('takes rights that are missing for a fault of the server, also within a script', async () => {
  const user = `reader-${randomUUID()}`;
  await fixture.redis.call('ACL', 'SETUSER', user, 'on', '>secret', '~*', '+@all', '-set');
  const url = new URL(fixture.url);
  Object.assign(url, { username: user, password: 'secret' });
  const redis = open(createRedis, url.href);
  await pingRedis(redis);
  const failures = await Promise.allSettled([
    redis.set('a', '1'),
    redis.eval("return redis.call('SET', 'a', '1')", 0),
    redis.eval("redis.call('RPUSH', 'list', '1') return redis.call('GET', 'list')", 0),
  ]);
  expect(failures.map((one) => one.status === 'rejected' && isRedisAway(one.reason))).toEqual([true, true, false]);
  await fixture.redis.call('ACL', 'DELUSER', user);
});
