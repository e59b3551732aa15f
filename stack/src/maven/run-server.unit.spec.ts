import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { preferredPorts } from '../ports.ts';
import { listProcesses } from '../process/list-processes.ts';
import type { Server, ServerContext } from '../servers/server.ts';
import { type StackPaths, stackPaths } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import { answers, runningServer, startServer, stopServer } from './run-server.ts';

let root: string;
let paths: StackPaths;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-server-'));
  paths = stackPaths(root, 'test');
});
afterEach(async () => {
  await stopServer(server(''), paths);
  await rm(root, { recursive: true });
});

/** A server that is a line of JavaScript and answers as soon as its port does. */
function server(script: string): Server {
  return {
    name: 'redis',
    title: 'A server',
    marker: () => `home=${root}`,
    prepare: async () => undefined,
    command: ({ env }) => ({ program: process.execPath, args: ['-e', script, `home=${root}`], cwd: root, env }),
    probe: async () => undefined,
  };
}

async function context(): Promise<ServerContext> {
  const library = { java: '', classPath: '', mariadb: '', redisServer: '' };
  return { paths, ports: { ...preferredPorts.test, redis: await freePort() }, library, env: {} };
}

async function freePort(): Promise<number> {
  const listener: TcpServer = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}

it('waits until the server answers, and finds it afterwards', async () => {
  const given = await context();
  const { redis: port } = given.ports;
  const news: string[] = [];
  const listening = server(`setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1'), 200)`);
  await startServer(listening, given, (line) => news.push(line));
  expect(news).toEqual([
    expect.stringMatching(new RegExp(`^ {2}A server is ready on 127.0.0.1:${port} after \\d+\\.\\d s$`)),
  ]);
  expect(await runningServer(listening, paths)).toEqual({ pid: expect.any(Number), port });
  expect(await answers(listening, port)).toBe(true);
  expect(await stopServer(listening, paths)).toBe(true);
  expect(await runningServer(listening, paths)).toBeUndefined();
  expect(await stopServer(listening, paths)).toBe(false);
});

it('tells why a server died at its start, and leaves nothing of it', async () => {
  const dying = server('console.error("one\\ncannot open the shop"); process.exit(3)');
  const problem = await startServer(dying, await context(), () => undefined).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(StackProblem);
  expect(problem).toHaveProperty(
    'message',
    `A server ended at its start (exit code 3); its log ${paths.log('redis')} ends with:\n  one\n  cannot open the shop`,
  );
  expect(existsSync(paths.pid('redis'))).toBe(false);
  expect((await listProcesses()).filter(({ command }) => command.includes(root))).toEqual([]);
});
