import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface Finished {
  readonly code: number;
  /** Both outputs when they were captured, else empty. */
  readonly output: string;
}

/** Runs a tool of the workspace (or any program on the PATH); `capture` keeps its output instead of showing it. */
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
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : 1, output };
}
