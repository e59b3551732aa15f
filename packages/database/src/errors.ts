import { NoConnection } from './acquire.ts';
import { NoAnswer } from './limit.ts';

const DUPLICATE_KEY = 1062;
/** MySQL and MariaDB number a violated CHECK differently; an unsigned column that would go below zero is a third. */
const CHECK_VIOLATED = new Set([3819, 4025, 1690]);
/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read". */
const TRY_AGAIN = new Set([1213, 1205, 1020]);
const CONNECTION_LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Shutdown, killed, too many connections, network, disk or memory full, read-only while failing over. */
const AWAY = new Set([
  1021, 1037, 1040, 1041, 1053, 1077, 1158, 1159, 1160, 1161, 1203, 1226, 1290, 1317, 1792, 1836, 1927, 3024, 4031,
]);

/** A unique or primary key stood in the way. */
export function isDuplicateKey(error: unknown): boolean {
  return numberOf(error) === DUPLICATE_KEY;
}

/** A CHECK constraint, or an unsigned column, stood in the way. */
export function isCheckViolation(error: unknown): boolean {
  const number = numberOf(error);
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
  const number = numberOf(error);
  return number !== undefined && TRY_AGAIN.has(number);
}

/** Nothing is wrong with the work: a lock, a lost connection, a server that is away, stopping or silent. */
export function isTransient(error: unknown): boolean {
  if (isRetryable(error) || error instanceof NoConnection || error instanceof NoAnswer) return true;
  const code = fieldOf(error, 'code');
  if (typeof code === 'string' && CONNECTION_LOST.has(code)) return true;
  if (fieldOf(error, 'fatal') === true) return true;
  const number = numberOf(error);
  return number !== undefined && AWAY.has(number);
}

/** Rights, a database, a table or a column are missing: what a deployment that is half done looks like. */
const NOT_SET_UP = new Set([1044, 1045, 1049, 1054, 1142, 1143, 1146]);

/** The database as a whole is at fault, for a while or until somebody sets it up; not the values of one statement. */
export function isStoreAtFault(error: unknown): boolean {
  const number = numberOf(error);
  return isTransient(error) || (number !== undefined && NOT_SET_UP.has(number));
}

function numberOf(error: unknown): number | undefined {
  const number = fieldOf(error, 'errno');
  return typeof number === 'number' ? number : undefined;
}

/** Looks through causes too: whoever adds to an error keeps what the driver said as its cause. */
function fieldOf(error: unknown, name: 'errno' | 'code' | 'fatal'): unknown {
  for (let current = error; current instanceof Error; current = current.cause) {
    const value: unknown = Reflect.get(current, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
