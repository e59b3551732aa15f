import { CommandError } from '../tools/run-command.ts';

/** What the words of the command line ask for. */
export type SchemaRequest =
  | ({ readonly verb: 'check'; readonly subgraphs: Subgraphs; readonly days: number } & Given)
  | ({
      readonly verb: 'publish';
      readonly subgraphs: Subgraphs;
      readonly days: number;
      readonly onlyFirst: boolean;
    } & Given &
      Publishing)
  | ({
      readonly verb: 'rollback';
      readonly subgraph: string;
      readonly to: number | undefined;
      readonly days: number;
    } & Publishing)
  | { readonly verb: 'history'; readonly subgraph: string }
  | ({
      readonly verb: 'diff';
      readonly subgraph: string;
      readonly from: number | undefined;
      readonly to: number | undefined;
    } & Given);

/** Names, or all that the supergraph file has. */
export type Subgraphs = readonly string[] | 'all';

/** Instead of what the supergraph file says. */
export interface Given {
  readonly file: string | undefined;
  readonly url: string | undefined;
}

interface Publishing {
  readonly by: string | undefined;
  readonly force: boolean;
}

interface Values {
  readonly all?: boolean;
  readonly file?: string;
  readonly url?: string;
  readonly days?: string;
  readonly force?: boolean;
  readonly by?: string;
  readonly to?: string;
  readonly from?: string;
  readonly 'if-empty'?: boolean;
}

const LONGEST_DAYS = 30;
const VERBS = 'check, publish, rollback, history, diff';

/** Reads the words of the command line. Throws a sentence that says what is wrong with them. */
export function readSchemaRequest([verb, ...names]: readonly string[], values: Values): SchemaRequest {
  const { file, url, by, force = false, 'if-empty': onlyFirst = false } = values;
  const days = wholeNumber('--days', values.days ?? '7', LONGEST_DAYS);
  const to = versionOf('--to', values.to);
  switch (verb) {
    case 'check':
      return { verb, subgraphs: several(verb, names, values), days, file, url };
    case 'publish':
      return { verb, subgraphs: several(verb, names, values), days, onlyFirst, file, url, by, force };
    case 'rollback':
      return { verb, subgraph: one(verb, names), to, days, by, force };
    case 'history':
      return { verb, subgraph: one(verb, names) };
    case 'diff':
      return { verb, subgraph: one(verb, names), from: versionOf('--from', values.from), to, file, url };
    default:
      throw new CommandError(`Say one of ${VERBS}, and which subgraph; --help explains them.`);
  }
}

function one(verb: string, [name, ...more]: readonly string[]): string {
  if (name === undefined || more.length > 0)
    throw new CommandError(`Say which one subgraph: npm run schema -- ${verb} order`);
  return name;
}

function several(verb: string, names: readonly string[], { all = false, file, url }: Values): Subgraphs {
  if (all ? names.length > 0 : names.length === 0)
    throw new CommandError(`Say which subgraphs, or --all: npm run schema -- ${verb} order`);
  if ((all || names.length > 1) && (file !== undefined || url !== undefined))
    throw new CommandError('--file and --url are of one subgraph: name that alone.');
  return all ? 'all' : names;
}

function versionOf(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text, 2 ** 31);
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new CommandError(`${option} must be a whole number from 1 to ${most}, not "${text}".`);
  return number;
}
