import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

const run = promisify(execFile);
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

  async function onlyFolder(parent: string): Promise<string> {
    const [name, ...others] = (await readdir(parent)).filter((entry) => !entry.includes('.draft-'));
    if (name === undefined || others.length > 0) throw new Error(`${parent} holds ${others.length + 1} folders`);
    return name;
  }

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

  it('lets each service of the compose file into its own database and no other', async () => {
    const { port } = new URL(addresses.mysqlUrl);
    const client = join(library, await onlyFolder(library), 'mariadb', 'bin', 'mariadb');
    const wrapper = join(request.root, 'mysql');
    await writeFile(
      wrapper,
      `#!/bin/sh\nexec "${client}" --no-defaults --protocol=tcp --host=127.0.0.1 --port=${port} "$@"\n`,
    );
    await chmod(wrapper, 0o755);
    const names = ['USER', 'ITEM', 'ORDER', 'COUPON', 'REGISTRY', 'GATEWAY'];
    const passwords = Object.fromEntries(names.map((name) => [`${name}_MYSQL_PASSWORD`, `of${name}`]));
    const env = { PATH: `${request.root}:/usr/bin:/bin`, MYSQL_ROOT_PASSWORD: '', ...passwords };
    const script = join(stackPackage, 'compose', 'create-mysql-users.sh');
    await run('sh', [script], { env });
    await run('sh', [script], { env });

    const order = await createConnection({ host: '127.0.0.1', port: Number(port), user: 'order', password: 'ofORDER' });
    try {
      await order.query('CREATE TABLE `order`.mine (id INT)');
      await expect(order.query('CREATE TABLE `item`.theirs (id INT)')).rejects.toMatchObject({ errno: 1142 });
      await expect(order.query('CREATE DATABASE other')).rejects.toMatchObject({ errno: 1044 });
    } finally {
      await order.end();
    }
    const [publisher, gateway] = await Promise.all(
      ['registry', 'gateway'].map((user) =>
        createConnection({ host: '127.0.0.1', port: Number(port), user, password: `of${user.toUpperCase()}` }),
      ),
    );
    try {
      await publisher?.query('CREATE TABLE registry.operation (id INT)');
      await gateway?.query('INSERT INTO registry.operation VALUES (1)');
      await publisher?.query('CREATE TABLE registry.supergraph (id INT)');
      await expect(gateway?.query('INSERT INTO registry.supergraph VALUES (1)')).rejects.toMatchObject({ errno: 1142 });
      await expect(gateway?.query('CREATE TABLE registry.operation_use (id INT)')).rejects.toMatchObject({
        errno: 1142,
      });
    } finally {
      await Promise.all([publisher?.end(), gateway?.end()]);
    }
    await expect(run('sh', [script], { env: { ...env, ITEM_MYSQL_PASSWORD: "it's" } })).rejects.toMatchObject({
      stderr: expect.stringContaining('ITEM_MYSQL_PASSWORD must have letters and digits only'),
    });
  });

  it('is asked for its health by the compose file without a Java machine', async () => {
    const script = join(stackPackage, 'compose', 'kafka-answers.sh');
    const ask = (address: string) => run('bash', [script, new URL(`tcp://${address}`).port], { timeout: 10_000 });
    await expect(ask(addresses.kafkaBrokers)).resolves.toBeDefined();
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = z.object({ port: z.int() }).parse(silent.address());
      await expect(ask(`127.0.0.1:${port}`)).rejects.toMatchObject({ code: 1 });
    } finally {
      silent.close();
    }
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
