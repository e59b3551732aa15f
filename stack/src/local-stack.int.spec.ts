import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressVariables } from './environment-rung.ts';
import {
  resetStack,
  type StackAddresses,
  type StackRequest,
  serverNames,
  stackStatus,
  startStack,
  stopStack,
} from './index.ts';
import { commandLine } from './process/list-processes.ts';
import { stackPackage, stackPaths } from './stack-paths.ts';

const library = join(stackPackage, '..', '.stack', 'lib');

/** The servers by way of Maven, in a checkout of their own; without the downloads this machine runs on another rung. */
describe.skipIf(!existsSync(library))('the local stack', { timeout: 90_000 }, () => {
  let request: StackRequest;
  let addresses: StackAddresses;

  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), "a stack; $HOME 'é-"));
    await mkdir(join(root, '.stack'));
    await symlink(library, join(root, '.stack', 'lib'));
    const unnamed = Object.fromEntries(Object.values(addressVariables).map((name) => [name, undefined]));
    const env = { ...process.env, ...unnamed, DOCKER_HOST: 'unix:///nobody/listens/here' };
    request = { set: 'test', root, env, log: () => undefined };
  });
  afterAll(async () => {
    await resetStack(request);
    await rm(request.root, { recursive: true });
  }, 60_000);

  async function pids(): Promise<number[]> {
    return (await stackStatus(request)).flatMap(({ pid }) => pid ?? []);
  }

  async function kill(pid: number): Promise<void> {
    process.kill(pid, 'SIGKILL');
    while ((await commandLine(pid)) !== undefined) await sleep(10);
  }

  async function query(sql: string): Promise<unknown> {
    const connection = await createConnection(addresses.mysqlUrl);
    try {
      return (await connection.query(sql))[0];
    } finally {
      await connection.end();
    }
  }

  async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(addresses.redisUrl);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  it('starts once, however many ask for it at the same time', async () => {
    const both = await Promise.all([startStack(request), startStack(request)]);
    expect(both.map(({ rung }) => rung)).toEqual(['maven', 'maven']);
    expect(both.filter(({ startedHere }) => startedHere)).toHaveLength(1);
    expect({ ...both[0], startedHere: false }).toEqual({ ...both[1], startedHere: false });
    addresses = both[0];
    expect(await stackStatus(request)).toEqual(
      serverNames.map((name) => ({
        name,
        state: 'ready',
        rung: 'maven',
        address: expect.stringContaining('127.0.0.1:'),
        pid: expect.any(Number),
      })),
    );
    await query('CREATE DATABASE kept');
    await withRedis((redis) => redis.set('kept', 'yes'));
  });

  it('repairs what was killed at any point', async () => {
    const before = await pids();
    await Promise.all(before.map(kill));
    const paths = stackPaths(request.root, request.set);
    // What kills at the worst moments leave: half a pid file, half-made data, the lock of an ended process.
    await writeFile(paths.pid('redis'), '{"pid":');
    await mkdir(`${paths.data('mysql')}.draft-1`, { recursive: true });
    await writeFile(paths.lock, JSON.stringify({ pid: 2 ** 22 + 1, start: 'long ago', token: 'x' }));

    expect(await startStack(request)).toEqual({ ...addresses, startedHere: true });
    const after = await pids();
    expect(after).toHaveLength(4);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(await query("SHOW DATABASES LIKE 'kept'")).toHaveLength(1);
    expect(await withRedis((redis) => redis.get('kept'))).toBe('yes');
  });

  it('finds a server whose pid file was never written, and leaves the others alone', async () => {
    const before = await stackStatus(request);
    const paths = stackPaths(request.root, request.set);
    await rm(paths.pid('redis'));
    expect(await startStack(request)).toEqual({ ...addresses, startedHere: true });
    const after = await stackStatus(request);
    const changed = after.filter(({ pid }, index) => pid !== before[index]?.pid).map(({ name }) => name);
    expect(changed).toEqual(['redis']);
    expect(await commandLine(before[1]?.pid ?? 0)).toBeUndefined();
  });

  it('stops everything, keeps the data, and resets on demand', async () => {
    const running = await pids();
    await stopStack(request);
    expect(await Promise.all(running.map((pid) => commandLine(pid)))).toEqual(running.map(() => undefined));
    expect((await stackStatus(request)).map(({ state }) => state)).toEqual(Array(4).fill('stopped'));
    const paths = stackPaths(request.root, request.set);
    expect(await readdir(paths.data('redis'))).not.toEqual([]);
    await resetStack(request);
    expect(await readdir(paths.home)).toEqual(['lib']);
  });
});
