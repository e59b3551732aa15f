import { codedError } from '@rushgraph/identity';
import { GraphQLScalarType, Kind } from 'graphql';

const RFC_3339_UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?Z$/;

/** RFC 3339 in UTC, to the millisecond. What would have to be rounded or moved to another offset is refused. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'RFC 3339, UTC, milliseconds.',
  serialize(value) {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError('DateTime can only answer with a valid Date');
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

function parseDateTime(value: unknown): Date {
  const [, seconds, fraction = ''] = (typeof value === 'string' && RFC_3339_UTC.exec(value)) || [];
  if (seconds !== undefined) {
    const text = `${seconds}.${fraction.padEnd(3, '0')}Z`;
    const date = new Date(text);
    // `new Date` turns 30 February into 2 March: the time must come back as it was given.
    if (!Number.isNaN(date.getTime()) && date.toISOString() === text) return date;
  }
  throw codedError('BAD_USER_INPUT', 'DateTime must be an RFC 3339 time in UTC like 2026-01-31T09:00:00.000Z');
}

/** Drivers give large numbers as texts. */
const WHOLE = /^-?\d+$/;

/** A whole number from −(2^53−1) to 2^53−1. */
const SafeInt = new GraphQLScalarType<number, number>({
  name: 'SafeInt',
  description: 'A whole number from −(2^53−1) to 2^53−1.',
  serialize(value) {
    const number =
      typeof value === 'bigint' || (typeof value === 'string' && WHOLE.test(value)) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    throw new TypeError('SafeInt can only answer with a safe integer');
  },
  parseValue: parseSafeInt,
  parseLiteral: (node) => parseSafeInt(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function parseSafeInt(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw codedError('BAD_USER_INPUT', 'SafeInt must be a whole number from −(2^53−1) to 2^53−1');
}

/** Resolvers of the scalars that the subgraphs share. */
export const scalars = { DateTime, SafeInt };
