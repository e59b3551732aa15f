import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { diskFull, saysDiskFull } from '../disk-full.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Environment } from '../stack-types.ts';

const run = promisify(execFile);
const QUOTED_LINES = 8;

/** Runs a short program to its end; when it fails, its last words – on either output – become the problem. */
export async function runTool(
  purpose: string,
  program: string,
  args: readonly string[],
  options: { env: Environment; cwd?: string },
): Promise<void> {
  try {
    await run(program, args, { ...options, env: { ...options.env } });
  } catch (error) {
    const said = lastWords(error);
    if (saysDiskFull(said)) throw new StackProblem(diskFull, { cause: error });
    throw new StackProblem(`${purpose} failed; mend what this says and run the command again:\n  ${said}`, {
      cause: error,
    });
  }
}

function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Some tools explain themselves on standard output. Node's message holds the command and standard error.
  const outputs = ['stdout', 'stderr'].map((name) => textOf(error, name));
  const said = outputs.every((text) => text === '') ? error.message : outputs.filter((text) => text !== '').join('\n');
  return said.split('\n').slice(-QUOTED_LINES).join('\n  ');
}

function textOf(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value.trim() : '';
}
