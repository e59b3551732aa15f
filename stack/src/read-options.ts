import { parseArgs } from 'node:util';

export interface OptionConfig {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
}
type Options = Readonly<Record<string, OptionConfig>>;
type Value<O extends OptionConfig> = O['type'] extends 'boolean'
  ? boolean
  : O extends { multiple: true }
    ? string[]
    : string;

export interface ReadOptions<O extends Options> {
  readonly values: { readonly [Name in keyof O]?: Value<O[Name]> };
  readonly positionals: readonly string[];
}

/** What was typed cannot be understood; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads a command's options. Node's own messages take several sentences and speak of its API, so what can be wrong is
 * looked for first. Throws a UsageError.
 */
export function readOptions<const O extends Options>(
  args: readonly string[],
  options: O,
  { positionals: takesArguments = false }: { readonly positionals?: boolean } = {},
): ReadOptions<O> {
  const config = { args: [...args], options, allowPositionals: true } as const;
  for (const token of parseArgs({ ...config, strict: false, tokens: true }).tokens) {
    if (token.kind === 'positional' && !takesArguments)
      throw new UsageError(`Unexpected argument "${token.value}"; --help tells what the command takes.`);
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (known === undefined) throw new UsageError(`Unknown option "${token.rawName}"; --help lists the options.`);
    if (known.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`Option "${token.rawName}" takes no value.`);
    if (known.type === 'string' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('-'))))
      throw new UsageError(`Option "${token.rawName}" needs a value.`);
  }
  const { values, positionals } = parseArgs({ ...config, strict: true });
  return { values, positionals };
}
