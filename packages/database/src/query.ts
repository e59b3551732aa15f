import type { Placeholder } from 'drizzle-orm';
import type { MySqlRemoteDatabase, RemoteCallback } from 'drizzle-orm/mysql-proxy';
import { loadBuilder, operators } from './drizzle.ts';
import type { Sql, Written } from './sql.ts';

export const {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  or,
  sql,
  sum,
} = operators;

export { columnsOf, type PartOf, type Row, valuesOf } from './rows.ts';

export type { Placeholder };

/** drizzle's query builder. */
export type Builder = MySqlRemoteDatabase;

/** A value that is given each time that a statement is executed. */
export interface Given<T> {
  readonly type?: T;
}

/** Says what a statement is given under this name. */
export function given<T>(): Given<T> {
  return {};
}

type Types = Readonly<Record<string, Given<unknown>>>;
type Values<All extends Types> = { readonly [Name in keyof All]: All[Name] extends Given<infer T> ? T : never };
type Places<All extends Types> = { readonly [Name in keyof All]: Placeholder };

interface Executable<Result> {
  execute(values: Record<string, unknown>): Promise<Result>;
}
interface Preparable<Result> {
  prepare(): Executable<Result>;
}

/**
 * A statement that reads rows, built once, with the first execution, and executed through whatever is given: a `Tx`,
 * a database, a database within a limit. `In (?)` over a list is `isIn`.
 */
export function defineQuery<All extends Types, Row>(
  types: All,
  build: (builder: Builder, places: Places<All>) => Preparable<Row[]>,
): (through: Sql, values: Values<All>) => Promise<Row[]> {
  return prepareOnce(types, build);
}

/** A statement that writes; a guarded one says by `affectedRows` whether its guard held. Otherwise as `defineQuery`. */
export function defineWrite<All extends Types>(
  types: All,
  build: (builder: Builder, places: Places<All>) => Preparable<unknown>,
): (through: Sql, values: Values<All>) => Promise<Written> {
  const execute = prepareOnce(types, build);
  return async (through, values) => writtenBy(await execute(through, values));
}

/** `column IN (…)` over a list that is given. The list must not be empty. */
export function isIn(column: Parameters<typeof inArray>[0], list: Placeholder) {
  return sql`${column} in (${list})`;
}

function prepareOnce<All extends Types, Result>(
  types: All,
  build: (builder: Builder, places: Places<All>) => Preparable<Result>,
): (through: Sql, values: Values<All>) => Promise<Result> {
  let prepared: Executable<Result> | undefined;
  return async (through, values) => {
    prepared ??= build(builder(), placesOf(types)).prepare();
    return executeThrough(through, prepared, values);
  };
}

function placesOf<All extends Types>(types: All): Places<All> {
  const places = Object.keys(types).map((name) => [name, sql.placeholder(name)]);
  return Object.fromEntries(places);
}

/** What executes the statement that drizzle is about to hand over, which it does before it awaits anything. */
let current: Sql | undefined;

async function executeThrough<Result>(through: Sql, statement: Executable<Result>, values: object): Promise<Result> {
  current = through;
  const executed = statement.execute({ ...values });
  current = undefined;
  try {
    return await executed;
  } catch (error) {
    // drizzle's own error repeats the values, which may be personal. What the driver said is its cause.
    throw error instanceof Error && error.cause !== undefined ? error.cause : error;
  }
}

const handOver: RemoteCallback = async (statement, values, method) => {
  if (current === undefined)
    throw new Error('A built statement must be executed through the function that defineQuery or defineWrite returned');
  if (method === 'all') return { rows: [...(await current.lists(statement, values))] };
  return { rows: [await current.run(statement, values)] };
};

let known: Builder | undefined;

function builder(): Builder {
  known ??= loadBuilder().drizzle(handOver);
  return known;
}

function writtenBy(result: unknown): Written {
  const [written]: readonly unknown[] = Array.isArray(result) ? result : [];
  if (typeof written === 'object' && written !== null && 'affectedRows' in written && 'insertId' in written) {
    const { affectedRows, insertId } = written;
    if (typeof affectedRows === 'number' && typeof insertId === 'number') return { affectedRows, insertId };
  }
  throw new Error('A statement that should write reported no write');
}
