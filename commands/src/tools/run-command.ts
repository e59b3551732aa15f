import { type OptionConfig, type ReadOptions, readOptions, UsageError } from '@rushgraph/stack/read-options';
import { Interrupted } from './interrupted.ts';

interface Command<O extends Readonly<Record<string, OptionConfig>>> {
  readonly help: string;
  /** Beside --help. */
  readonly options: O;
  /** Whether words beside options are taken. */
  readonly positionals?: boolean;
  /** Begins the sentence for a failure: `The topics could not be created`. */
  readonly failure: string;
  /** Does the work; resolves with the exit code, 0 unless told. */
  readonly run: (given: ReadOptions<O>) => Promise<number | undefined> | number | undefined;
}

/** A failure that is a whole sentence by itself. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const help = { help: { type: 'boolean', short: 'h' } } as const;

/**
 * Runs a command: prints its help, answers what it cannot understand or do with one sentence on standard error, and sets
 * the exit code.
 */
export async function runCommand<const O extends Readonly<Record<string, OptionConfig>>>(
  command: Command<O>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    if (readHelp(args)) {
      console.log(command.help);
      return;
    }
    const given = readOptions(args, { ...command.options, ...help }, { positionals: command.positionals ?? false });
    process.exitCode = (await command.run(given)) ?? 0;
  } catch (error) {
    console.error(sentenceOf(error, command.failure));
    process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
  }
}

/** Help is given whatever else was typed. */
function readHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

function sentenceOf(error: unknown, failure: string): string {
  if (error instanceof UsageError || error instanceof CommandError || error instanceof Interrupted)
    return error.message;
  return `${failure}: ${error instanceof Error ? error.message : error}`;
}
