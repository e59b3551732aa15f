import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../race/eventually.ts';
import { root } from '../root.ts';
import { startedBy } from '../servers/process-leftovers.ts';
import { keepLog } from './keep-log.ts';
import { mainScript, type ServiceName } from './services.ts';

export interface TestProcess {
  readonly service: ServiceName;
  readonly url: string;
  /** Where its metrics and the details of its health are, when `OPERATIONS_PORT` was given. */
  readonly operationsUrl: string;
  readonly pid: number;
  /** Sends the signal and resolves when the process is gone, with its exit code; null when a signal ended it. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /**
   * Starts it again in the same environment, from the sources of another checkout when one is given; ends it first (SIGTERM)
   * when it still runs. Does not wait until ready.
   */
  restart(checkout?: string): Promise<void>;
  /** Resolves when `/health/ready` answers 200; rejects with the log when the process ends instead. */
  waitReady(timeoutMs?: number): Promise<void>;
  hasEnded(): boolean;
  /** The last lines of both outputs, over all restarts. */
  logs(): string;
}

/** Processes start by the dozen: what Node made of the sources is kept for the next one. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'rushgraph-compile-cache');

const running = new Set<ChildProcess>();
// A test run that ends early takes its own processes along, and no others.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a service as `npm start` does, in this environment alone, from the sources of this checkout unless another one is
 * given; an extra argument tells a later run whose it was. `PORT` must be in the environment.
 */
export function startProcess(
  service: ServiceName,
  env: Readonly<Record<string, string>>,
  checkout: string = root,
): TestProcess {
  const log = keepLog();
  const url = `http://127.0.0.1:${env.PORT}`;
  let child = start();

  function start(from = checkout): ChildProcess {
    const started = spawn(process.execPath, [mainScript(service), startedBy(process.pid)], {
      cwd: from,
      env: { ...inherited(), OPERATIONS_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(started);
    started.once('exit', (code, signal) => {
      running.delete(started);
      log.add(`--- ${service} (${started.pid}) ended: ${signal ?? code}\n`);
    });
    for (const output of [started.stdout, started.stderr])
      output?.on('data', (data: Buffer) => log.add(data.toString()));
    return started;
  }

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!hasEnded()) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  return {
    service,
    url,
    operationsUrl: `http://127.0.0.1:${env.OPERATIONS_PORT}`,
    get pid() {
      if (child.pid === undefined) throw new Error(`${service} did not start`);
      return child.pid;
    },
    hasEnded,
    kill,
    async restart(from) {
      await kill();
      child = start(from);
    },
    async waitReady(timeoutMs = 120_000) {
      await eventually(
        async () => {
          if (hasEnded()) return;
          await isReady(url);
        },
        { timeoutMs, everyMs: 50 },
      ).catch((error) => {
        throw new Error(`${service} is not ready after ${timeoutMs} ms:\n${log.text()}`, { cause: error });
      });
      if (hasEnded()) throw new Error(`${service} ended at its start:\n${log.text()}`);
    },
    logs: log.text,
  };
}

async function isReady(url: string): Promise<void> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  const report = await response.text();
  if (response.status !== 200) throw new Error(`answers ${response.status}: ${report}`);
}

/** What a program needs to run at all; nothing of the test run's own settings. */
function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE };
}
