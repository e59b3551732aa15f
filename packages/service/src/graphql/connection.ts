import { codedError } from '@rushgraph/identity';

const MOST = 100;

/** Two hundred characters of four bytes, an id and the name of the order, in base64. */
const LONGEST = 1_280;

/** The values that order the rows, as texts. */
export type Cursor = readonly string[];
/** How many values a cursor holds. */
export type CursorLength = 1 | 2 | 3 | 4;

export interface Page {
  /** Rows wanted. Read one more to know whether there is a next page. */
  readonly limit: number;
  /** What the cursor held; undefined for the first page. */
  readonly after: Cursor | undefined;
}

export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/**
 * Reads Relay arguments: `first` from 1 to 100, `after` a cursor of `parts` texts (of any number when left out).
 * Anything else is BAD_USER_INPUT.
 */
export function parsePage({ first, after }: PageArguments, parts?: CursorLength): Page {
  if (first === null || first === undefined || !Number.isInteger(first) || first < 1 || first > MOST) {
    throw codedError('BAD_USER_INPUT', `"first" must be a whole number from 1 to ${MOST}`);
  }
  return { limit: first, after: after === null || after === undefined ? undefined : decodeCursor(after, parts) };
}

/** An opaque cursor from the values that order the rows. */
export function encodeCursor(parts: Cursor): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** What `encodeCursor` was given; a cursor that it did not make is BAD_USER_INPUT. */
export function decodeCursor(cursor: string, parts?: CursorLength): Cursor {
  const value = cursor.length > LONGEST ? undefined : parseJson(Buffer.from(cursor, 'base64url').toString());
  // Base64 has many spellings of the same bytes: only the one that was handed out is taken.
  if (!isCursor(value) || (parts !== undefined && value.length !== parts) || encodeCursor(value) !== cursor)
    throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this list');
  return value;
}

function isCursor(value: unknown): value is Cursor {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string');
}

/**
 * A page from `limit + 1` rows, the last of which only says that there are more. Given a limit alone, it is taken for the first page.
 */
export function connectionFrom<Row>(
  rows: readonly Row[],
  pageOrLimit: Page | number,
  cursorOf: (row: Row) => Cursor,
): Connection<Row> {
  const page = typeof pageOrLimit === 'number' ? { limit: pageOrLimit, after: undefined } : pageOrLimit;
  const nodes = rows.slice(0, page.limit);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(cursorOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
