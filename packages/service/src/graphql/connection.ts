import { codedError } from '@rushgraph/identity';

const MOST = 100;

export interface Page {
  /** Rows wanted. Read one more to know whether there is a next page. */
  readonly limit: number;
  /** What the cursor held; undefined for the first page. */
  readonly after: readonly string[] | undefined;
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
 * Reads Relay arguments: `first` from 1 to 100, `after` a cursor of `parts` texts. Anything else is BAD_USER_INPUT.
 */
export function parsePage({ first, after }: PageArguments, parts: number): Page {
  if (first === null || first === undefined || first < 1 || first > MOST) {
    throw codedError('BAD_USER_INPUT', `"first" must be from 1 to ${MOST}`);
  }
  return { limit: first, after: after === null || after === undefined ? undefined : decodeCursor(after, parts) };
}

/** An opaque cursor from the values that order the rows. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** What `encodeCursor` was given; a cursor that it did not make is BAD_USER_INPUT. */
export function decodeCursor(cursor: string, parts: number): readonly string[] {
  const value = parseJson(Buffer.from(cursor, 'base64url').toString());
  const whole = Array.isArray(value) && value.length === parts && value.every((part) => typeof part === 'string');
  if (!whole || encodeCursor(value) !== cursor)
    throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this list');
  return value;
}

/** A page from `limit + 1` rows, the last of which only says that there are more. */
export function connectionFrom<Row>(
  rows: readonly Row[],
  page: Page,
  cursorOf: (row: Row) => readonly string[],
): Connection<Row> {
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
