import { NoConnection } from './acquire.ts';
import { NoAnswer } from './no-answer.ts';

const DUPLICATE_KEY = 1062;
/** MySQL and MariaDB number a violated CHECK differently; an unsigned column that would go below zero is a third. */
const CHECK_VIOLATED = new Set([3819, 4025, 1690]);
const DEADLOCK = 1213;
/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read". */
const TRY_AGAIN = new Set([DEADLOCK, 1205, 1020]);
const CONNECTION_LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Rights, a database, a table or a column are missing: what a deployment that is half done looks like. */
const NOT_SET_UP = new Set([1044, 1045, 1049, 1054, 1095, 1142, 1143, 1146, 1227, 1370]);
/** Users and connections have limits, which the standard counts among faults of syntax. */
const LIMITED = new Set([1203, 1226]);
/** Of SQLSTATE, these classes blame the statement or its values: cardinality, data, integrity, syntax. */
const STATEMENT_AT_FAULT = new Set(['21', '22', '23', '42']);
/**
 * The same, told without such a class: too large a packet, wrong arguments, truncated data, a character that is none, no
 * default, a value of another type, too many placeholders, wrong values, a CHECK, a text that cannot be converted.
 */
const STATEMENT_AT_FAULT_NUMBERS = new Set([
  1153,
  1210,
  1265,
  1300,
  1364,
  1366,
  1390,
  1411,
  1525,
  3988,
  DUPLICATE_KEY,
  ...CHECK_VIOLATED,
]);

/** A unique or primary key stood in the way. */
export function isDuplicateKey(error: unknown): boolean {
  return errorNumber(error) === DUPLICATE_KEY;
}

/** No such database, table or column: nobody has made it, or only an earlier release. */
const NOT_MADE: ReadonlySet<number | undefined> = new Set([1049, 1146, 1054]);

/** What was asked for is in a database, a table or a column that is not there. */
export function hasNoTables(error: unknown): boolean {
  return NOT_MADE.has(errorNumber(error));
}

/** A CHECK constraint, or an unsigned column, stood in the way. */
export function isCheckViolation(error: unknown): boolean {
  const number = errorNumber(error);
  return number !== undefined && CHECK_VIOLATED.has(number);
}

/**
 * Thrown inside a transaction that met something another one has just changed: it is rolled back and done again from
 * the start, where it sees the change.
 */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/** The same work may well succeed in a fresh transaction. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof TryAgain) return true;
  const number = errorNumber(error);
  return number !== undefined && TRY_AGAIN.has(number);
}

/** The server has chosen this work, of two that waited for each other, and has undone all of it. */
export function isDeadlock(error: unknown): boolean {
  return errorNumber(error) === DEADLOCK;
}

/** Nothing is wrong with the work: a lock, a lost connection, a server that is away, full, stopping, read-only or silent. */
export function isTransient(error: unknown): boolean {
  const number = errorNumber(error);
  return isStoreAtFault(error) && !(number !== undefined && NOT_SET_UP.has(number));
}

/**
 * The database as a whole is at fault, for a while or until somebody sets it up; not one statement or its values. What
 * nobody here knows is the server's: servers learn new ways to say "not now", while the ways to write a wrong statement
 * have classes of their own.
 */
export function isStoreAtFault(error: unknown): boolean {
  if (isRetryable(error) || error instanceof NoConnection || error instanceof NoAnswer) return true;
  const number = errorNumber(error);
  if (number !== undefined) {
    if (NOT_SET_UP.has(number) || LIMITED.has(number)) return true;
    return !isStatementAtFault(error, number);
  }
  const code = fieldOf(error, 'code');
  return (typeof code === 'string' && CONNECTION_LOST.has(code)) || fieldOf(error, 'fatal') === true;
}

function isStatementAtFault(error: unknown, number: number): boolean {
  const state = fieldOf(error, 'sqlState');
  const isOfClass = typeof state === 'string' && STATEMENT_AT_FAULT.has(state.slice(0, 2));
  return isOfClass || STATEMENT_AT_FAULT_NUMBERS.has(number);
}

/** The number that the server gave the error, or the error behind it. */
export function errorNumber(error: unknown): number | undefined {
  const number = fieldOf(error, 'errno');
  return typeof number === 'number' ? number : undefined;
}

/** Looks through causes too: whoever adds to an error keeps what the driver said as its cause. */
function fieldOf(error: unknown, name: 'errno' | 'code' | 'fatal' | 'sqlState'): unknown {
  for (let current = error; current instanceof Error; current = current.cause) {
    const value: unknown = Reflect.get(current, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
