import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { QUIET_OPTIONS, SERVICE_OPTIONS } from '@rushgraph/service/node-options';
import { root } from '../harness/bench-servers.ts';
import { endWithUs } from '../harness/end-with-us.ts';
import { STEADY_OPTIONS } from '../harness/helper-process.ts';

export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ContestantKind {
  readonly name: string;
  /** The script, from the root of the repository, and what it is told. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Default: the root of the repository. */
  readonly cwd?: string;
  readonly path?: string;
  /** Whether it does less than a gateway has to do. */
  readonly isFloor?: boolean;
  /** Whether it is asked the same by everybody. */
  readonly isAlike?: boolean;
}

const FLAGS = [...QUIET_OPTIONS, ...SERVICE_OPTIONS];
const READY_MS = 60_000;

/** Starts a process on one core (where `taskset` is), or where the system wants it, and waits until it answers. */
export async function startOnCore(kind: ContestantKind, port: number, core: number | 'any'): Promise<Contestant> {
  const command = [
    process.execPath,
    ...FLAGS,
    ...(kind.flags ?? []),
    resolve(root, kind.script),
    ...kind.args.map((text) => text.replace('%PORT%', String(port))),
  ];
  const [program = '', ...args] =
    hasTaskset() && core !== 'any' ? ['taskset', '-c', String(core), ...command] : command;
  const child = endWithUs(
    spawn(program, args, {
      cwd: kind.cwd ?? root,
      env: { ...process.env, ...kind.env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const url = `http://127.0.0.1:${port}${kind.path ?? '/graphql'}`;
  await untilAnswered(url, child, kind.name);
  return {
    name: kind.name,
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Starts all subgraphs of the shop, with made-up answers, on the core of those who ask; they also serve these keys of access tokens. */
export function startStubs(port: number, jwks: string): Promise<Contestant> {
  const script = 'bench/src/gateway/stub-subgraphs.ts';
  return startOnCore({ name: 'stub', script, args: ['%PORT%', jwks], path: '/item', flags: STEADY_OPTIONS }, port, 1);
}

/**
 * Runs the work with this process on one core. Without that the system wakes it where the contestant runs, in the middle of
 * the contestant's answer, and what that costs counts as the contestant's.
 */
export async function besideOnCore<T>(core: number, work: () => Promise<T>): Promise<T> {
  if (!hasTaskset()) return work();
  const before = taskset('-ap', String(process.pid)).match(/[\da-f]+$/m)?.[0] ?? 'ffffffff';
  taskset('-acp', String(core), String(process.pid));
  try {
    return await work();
  } finally {
    taskset('-ap', before, String(process.pid));
  }
}

function taskset(...args: readonly string[]): string {
  return execFileSync('taskset', args, { encoding: 'utf8' });
}

function hasTaskset(): boolean {
  return existsSync('/usr/bin/taskset');
}

async function untilAnswered(url: string, child: ChildProcess, name: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended before it answered; its last lines are above`);
    try {
      await (
        await fetch(url, {
          method: 'POST',
          body: '{"query":"{ __typename }"}',
          headers: { 'content-type': 'application/json' },
        })
      ).text();
      return;
    } catch (error) {
      // Not listening yet: fetch wraps the refusal.
      if (!(error instanceof TypeError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not answer within ${READY_MS / 1_000} s`);
}
