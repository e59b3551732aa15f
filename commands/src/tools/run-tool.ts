import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type EndingSignal, endingSignals, Interrupted } from './interrupted.ts';

interface Finished {
  readonly code: number;
  /** Both outputs when they were captured, else empty. */
  readonly output: string;
}

/**
 * Runs a tool of the workspace (or any program on the PATH); `capture` keeps its output instead of showing it. A signal
 * that should end this process ends the tool first: then `Interrupted` is thrown.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly capture?: boolean; readonly env?: Record<string, string | undefined> },
): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const interruption = passSignalsOn(child);
  const [code] = await once(child, 'close').finally(interruption.stopListening);
  const signal = interruption.signal();
  if (signal !== undefined) throw new Interrupted(signal);
  return { code: typeof code === 'number' ? code : 1, output };
}

function passSignalsOn(child: ChildProcess) {
  let received: EndingSignal | undefined;
  const passOn = (signal: EndingSignal) => {
    received ??= signal;
    child.kill(signal);
  };
  for (const signal of endingSignals) process.on(signal, passOn);
  return {
    signal: () => received,
    /** Once told to end, the command ends in order: a second signal does not cut off what stops the servers. */
    stopListening() {
      if (received !== undefined) return;
      for (const signal of endingSignals) process.off(signal, passOn);
    },
  };
}
