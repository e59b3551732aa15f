import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '../race/eventually.ts';
import { root } from '../root.ts';
import { freePorts } from './free-ports.ts';
import { startedBy } from './process-leftovers.ts';

/** A Redis server that one test file has for itself, so that killing it hurts nobody else. */
export interface OwnRedis {
  readonly url: string;
  readonly port: number;
  /** Ends it without warning; what it has written stays. */
  kill(): Promise<void>;
  /** Starts it again on what it has written, and resolves when it answers. */
  start(): Promise<void>;
  /** Stops it and deletes what it has written. */
  drop(): Promise<void>;
}

export interface OwnRedisOptions {
  /** Default `always`: nothing is answered before it is on disk. `no` writes no file at all. */
  readonly appends?: 'always' | 'everysec' | 'no';
  readonly port?: number;
  /** Further words of the command line. */
  readonly settings?: readonly string[];
}

/** Where the stack has unpacked its servers; not where containers or addresses are given. */
function findBinary(): string | undefined {
  const library = join(root, '.stack', 'lib');
  if (!existsSync(library)) return undefined;
  const found = readdirSync(library).map((version) => join(library, version, 'redis', 'redis-server'));
  return found.find((file) => existsSync(file));
}

/** Whether this computer has the Redis that the stack starts as a process. */
export function canHaveOwnRedis(): boolean {
  return findBinary() !== undefined;
}

const running = new Set<ChildProcess>();
// A test run that ends early takes its own servers along, and no others.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts the same Redis as the stack's, on a port and a folder of its own. */
export async function startOwnRedis(options: OwnRedisOptions = {}): Promise<OwnRedis> {
  const { appends = 'always', settings = [] } = options;
  const binary = findBinary();
  if (binary === undefined) throw new Error('There is no Redis below .stack/lib: ask canHaveOwnRedis() first');
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const directory = await mkdtemp(join(tmpdir(), 'own-redis-'));
  const keeps = appends === 'no' ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', appends];
  // A later run knows what this one left behind by the end of the command line.
  const mark = ['--set-proc-title', 'no', '--pidfile', join(directory, startedBy(process.pid))];
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const words = [...place, '--save', '', ...keeps, ...settings, ...mark];
  let child: ChildProcess | undefined;

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    running.delete(child);
  }

  async function start(): Promise<void> {
    child = spawn(binary ?? '', words, { stdio: 'ignore' });
    running.add(child);
    await eventually(() => ping(port));
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start,
    async drop() {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}

async function ping(port: number): Promise<void> {
  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null });
  // The rejected call below carries the same error.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
