import { parseId } from '@rushgraph/contracts';
import { codedError } from '@rushgraph/identity';

/** How a value that orders rows is written into a cursor. `read` gives undefined for a text that `write` cannot have made. */
export interface CursorPart<Value> {
  write(value: Value): string;
  read(text: string): Value | undefined;
}

/** The cursors of one list in one order. */
export interface CursorKind<Values> {
  /** An opaque text from the values that order the rows. */
  encode(values: Values): string;
  /** What `encode` was given; a text that it did not make is BAD_USER_INPUT. */
  decode(cursor: string): Values;
}

/** Two hundred characters of four bytes, an id and the name of the list, in base64. */
const MAX_LENGTH = 1_280;

/** Cursors that hold these values. The name tells them from the cursors of other lists. */
export function defineCursor<Values extends object>(
  name: string,
  parts: { readonly [Name in keyof Values]: CursorPart<Values[Name]> },
): CursorKind<Values> {
  const entries = Object.entries(parts) as [keyof Values, CursorPart<Values[keyof Values]>][];

  function encode(values: Values): string {
    const texts = entries.map(([key, part]) => part.write(values[key]));
    return Buffer.from(JSON.stringify([name, ...texts])).toString('base64url');
  }

  function read(cursor: string): Values | undefined {
    const texts = cursor.length > MAX_LENGTH ? undefined : textsOf(cursor);
    if (texts?.length !== entries.length + 1 || texts[0] !== name) return undefined;
    const values: Partial<Values> = {};
    for (const [index, [key, part]] of entries.entries()) {
      const value = part.read(texts[index + 1] ?? '');
      if (value === undefined) return undefined;
      values[key] = value;
    }
    return values as Values;
  }

  return {
    encode,
    decode(cursor) {
      const values = read(cursor);
      // Base64, JSON and numbers have many spellings of the same value: only the one that was handed out is taken.
      if (values === undefined || encode(values) !== cursor)
        throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this list in this order');
      return values;
    },
  };
}

/** Years that a DATETIME column can hold. */
const STORABLE_INSTANT = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An instant, to the millisecond. */
export const cursorInstant: CursorPart<Date> = {
  write: (instant) => instant.toISOString(),
  read(text) {
    const instant = new Date(text);
    return STORABLE_INSTANT.test(text) && !Number.isNaN(instant.getTime()) ? instant : undefined;
  },
};

/** A whole number from 0 to 2^53−1. */
export const cursorAmount: CursorPart<number> = {
  write: String,
  read(text) {
    const amount = Number(text);
    return text !== '' && Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined;
  },
};

/** An id of a row. */
export function cursorId<Id extends NonNullable<ReturnType<typeof parseId>>>(): CursorPart<Id> {
  return { write: (id) => id, read: (text) => parseId<Id>(text) ?? undefined };
}

function textsOf(cursor: string): readonly string[] | undefined {
  const value = parseJson(Buffer.from(cursor, 'base64url').toString());
  return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
