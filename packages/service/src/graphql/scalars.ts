import { codedError } from '@rushgraph/identity';
import { GraphQLScalarType, Kind } from 'graphql';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** RFC 3339; answered in UTC with milliseconds. Input with another offset is converted. */
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
  if (typeof value === 'string' && RFC_3339.test(value)) {
    const date = new Date(value);
    // `new Date` turns 30 February into 2 March: the day must come back as it was given.
    if (!Number.isNaN(date.getTime()) && dayExists(value)) return date;
  }
  throw codedError('BAD_USER_INPUT', 'DateTime must be an RFC 3339 time like 2026-01-31T09:00:00.000Z');
}

function dayExists(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A whole number from −(2^53−1) to 2^53−1. */
const SafeInt = new GraphQLScalarType<number, number>({
  name: 'SafeInt',
  description: 'A whole number from −(2^53−1) to 2^53−1.',
  serialize(value) {
    const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
    if (Number.isSafeInteger(number)) return number as number;
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
