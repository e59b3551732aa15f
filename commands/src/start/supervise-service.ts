import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { nodeOptionsOf, QUIET_OPTIONS } from '@rushgraph/service/node-options';
import { nextRestart } from './restart-pause.ts';
import type { ServiceProcess } from './scale-services.ts';
import { mainScript, SUPERVISED } from './services.ts';

export interface SupervisedService {
  readonly name: string;
  readonly healthUrl: string;
  /** Why the service cannot run at all: it ended on its own before it was ever ready. */
  readonly failed: Promise<string>;
  markReady(): void;
  stop(): Promise<void>;
}

interface SuperviseDeps {
  readonly root: string;
  readonly logs: string;
  readonly port: number;
  readonly environment: Record<string, string | undefined>;
  readonly say: (line: string) => void;
}

/** Time a service gets to finish its accepted work before it is ended by force. */
const STOP_LIMIT_MS = 15_000;

/**
 * Runs one service and starts it again when it dies, with growing pauses. A death before it was ever ready is a
 * setting or an environment that cannot work: that is reported, not repeated.
 */
export function superviseService({ service, label }: ServiceProcess, deps: SuperviseDeps): SupervisedService {
  const options = [...QUIET_OPTIONS, ...nodeOptionsOf(service.name)];
  const logPath = join(deps.logs, `${label}.log`);
  const log = createWriteStream(logPath, { flags: 'a' });
  const failure = Promise.withResolvers<string>();
  let deaths = { inARow: 0 };
  let wasReady = false;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let child = launch();

  function launch(): ChildProcess {
    const startedAt = performance.now();
    const lastWords: string[] = [];
    // Own process group: Ctrl-C reaches the supervisor alone, which then stops the services in order.
    const started = spawn(process.execPath, [...options, mainScript(deps.root, service), SUPERVISED], {
      cwd: deps.root,
      env: deps.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    started.stderr?.on('data', (chunk: Buffer) => lastWords.splice(0, lastWords.length, chunk.toString().trim()));
    started.on('exit', (code, signal) => {
      if (stopping) return;
      const how = signal ? `killed by ${signal}` : `exit code ${code}`;
      if (!wasReady) {
        failure.resolve(`${label}: ${lastWords.at(-1) ?? `ended with ${how}; its log is ${logPath}`}`);
        return;
      }
      const next = nextRestart(deaths, performance.now() - startedAt);
      deaths = next.deaths;
      deps.say(`${label} died (${how}); starting it again in ${next.pauseMs / 1000} s. Log: ${logPath}`);
      timer = setTimeout(() => {
        child = launch();
      }, next.pauseMs);
    });
    return started;
  }

  return {
    name: label,
    healthUrl: `http://127.0.0.1:${deps.port}/health/ready`,
    failed: failure.promise,
    markReady() {
      wasReady = true;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
        await ended;
        clearTimeout(force);
      }
      log.end();
    },
  };
}
