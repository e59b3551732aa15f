import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WindowSpan } from '../src/apply-deltas/create-delta-window.ts';

export interface DeltaWindowProcessOptions {
  readonly url: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly instanceId: string;
  readonly windowSpan: WindowSpan;
  /** How wrong its clock is, from one moment to the next. */
  readonly jumpsMs: readonly number[];
}

export interface DeltaWindowProcess {
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: what it does not notice, until it is too late. */
  freeze(): void;
  thaw(): void;
  /** How it ended by itself, if it has. */
  ended(): string | undefined;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a window in a process of its own. */
export function startDeltaWindow(options: DeltaWindowProcessOptions): DeltaWindowProcess {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'delta-window-process.ts'), JSON.stringify(options)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  running.add(child);
  let log = '';
  let killed = false;
  let ended: string | undefined;
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (data: Buffer) => {
      log = `${log}${data}`.slice(-20_000);
    });
  }
  const gone = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    if (!killed) ended = `ended by itself (${signal ?? code}):\n${log}`;
  });
  return {
    async kill() {
      killed = true;
      child.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    ended: () => ended,
  };
}
