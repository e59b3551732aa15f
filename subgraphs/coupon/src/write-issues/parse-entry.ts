import { parseId, type UserId } from '@rushgraph/contracts';

/** An entry of the stream: its id and its fields, names and values in turn. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly string[];
}

/** The mover writes no more issues into an entry: what a writer takes at once is a whole number of entries. */
export const MOST_IN_ENTRY = 50;

/** A coupon that the queue has given out. */
export interface Issued {
  readonly kind: 'issued';
  readonly user: UserId;
  readonly line: number;
  readonly ticket: number;
  readonly place: number;
  readonly at: number;
}

/** What an entry says. */
export type Issue =
  | Issued
  /** The order of those who came before the opening has been drawn. */
  | { readonly kind: 'shuffled'; readonly line: number; readonly seed: string; readonly count: number };

const WHOLE = /^\d{1,15}$/;
const SEED = /^[0-9a-f]{32}$/;

type Fields = ReadonlyMap<string, string>;

/**
 * What an entry holds: issues of one moment, with consecutive places, or a draw. Undefined when it holds anything that this
 * version does not understand. Entries of the version that wrote one issue into each (`user`, `ticket`) are read, too.
 */
export function parseEntry({ fields }: Entry): readonly Issue[] | undefined {
  const named = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) named.set(fields[index] ?? '', fields[index + 1] ?? '');
  switch (named.get('kind')) {
    case 'issued':
      return issuesOf(named);
    case 'shuffled':
      return drawOf(named);
    default:
      return undefined;
  }
}

/** The fields of an entry without its place among the others, which nothing but that entry has. */
export function contentOf({ fields }: Entry): readonly string[] {
  return fields[0] === 'before' ? fields.slice(2) : fields;
}

/** The fields of an entry that holds this issue alone. */
export function fieldsOf(issue: Issue): string[] {
  const { kind, line } = issue;
  const rest =
    issue.kind === 'shuffled'
      ? { seed: issue.seed, count: issue.count }
      : { place: issue.place, at: issue.at, users: issue.user, tickets: issue.ticket };
  return Object.entries({ kind, line, ...rest }).flatMap(([name, value]) => [name, String(value)]);
}

function issuesOf(fields: Fields): Issued[] | undefined {
  const users = (fields.get('users') ?? fields.get('user'))?.split(' ') ?? [];
  const tickets = (fields.get('tickets') ?? fields.get('ticket'))?.split(' ') ?? [];
  const [line, first, at] = [wholeOf(fields, 'line'), wholeOf(fields, 'place'), wholeOf(fields, 'at')];
  if (line === undefined || first === undefined || at === undefined || users.length !== tickets.length)
    return undefined;
  const issues: Issued[] = [];
  for (const [index, text] of users.entries()) {
    const user = parseId<UserId>(text);
    const ticket = tickets[index];
    if (user === null || ticket === undefined || !WHOLE.test(ticket)) return undefined;
    issues.push({ kind: 'issued', user, line, ticket: Number(ticket), place: first + index, at });
  }
  return issues;
}

function drawOf(fields: Fields): Issue[] | undefined {
  const [line, count, seed] = [wholeOf(fields, 'line'), wholeOf(fields, 'count'), fields.get('seed')];
  if (line === undefined || count === undefined || seed === undefined || !SEED.test(seed)) return undefined;
  return [{ kind: 'shuffled', line, seed, count }];
}

function wholeOf(fields: Fields, name: string): number | undefined {
  const text = fields.get(name);
  return text !== undefined && WHOLE.test(text) ? Number(text) : undefined;
}
