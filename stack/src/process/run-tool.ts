import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StackProblem } from '../stack-problem.ts';
import type { Environment } from '../stack-types.ts';

const run = promisify(execFile);

/** Runs a short program to its end; when it fails, its last words become the problem. */
export async function runTool(
  purpose: string,
  program: string,
  args: readonly string[],
  options: { env: Environment; cwd?: string },
): Promise<void> {
  try {
    await run(program, args, { ...options, env: { ...options.env } });
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n').slice(-8).join('\n  ') : String(error);
    throw new StackProblem(`${purpose} failed; mend what this says and run the command again:\n  ${said}`, {
      cause: error,
    });
  }
}
