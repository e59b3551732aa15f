import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type DetachedProcess = {
  readonly pid: number;
  /** How it ended, once it has; undefined while it runs. */
  readonly ended: () => string | undefined;
};

/** Starts a process that outlives this one and writes both outputs to `logFile` (begun anew). */
export async function spawnDetached(command: Command, logFile: string): Promise<DetachedProcess> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  try {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    let ending: string | undefined;
    child.once('exit', (code, signal) => {
      ending = signal === null ? `exit code ${code}` : `signal ${signal}`;
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`${command.program} started without a process id`);
    return { pid: child.pid, ended: () => ending };
  } finally {
    closeSync(log);
  }
}
