import { codedError } from '@rushgraph/identity';
import type { GraphQLResolveInfo } from 'graphql';
import type { CursorKind } from './cursor.ts';

const MAX_FIRST = 100;

export interface Page<Values> {
  /** Rows wanted. Read one more to know whether there is a next page. */
  readonly limit: number;
  /** Values of the row that the page comes after; undefined for the first page. */
  readonly after: Values | undefined;
  readonly cursors: CursorKind<Values>;
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

/** Where the arguments of a list are declared. */
export type ListField = Pick<GraphQLResolveInfo, 'parentType' | 'fieldName'>;

/**
 * Reads Relay arguments: `first` from 1 to 100, `after` a cursor of this kind. A `first` of null is the schema's default,
 * as if it was left out; an empty `after` is the beginning, as clients send it for their first page. Anything else is
 * BAD_USER_INPUT.
 */
export function parsePage<Values>(
  { first: given, after }: PageArguments,
  cursors: CursorKind<Values>,
  field: ListField,
): Page<Values> {
  const first = given ?? defaultFirst(field);
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
    throw codedError('BAD_USER_INPUT', `"first" must be a whole number from 1 to ${MAX_FIRST}`);
  }
  const isBeginning = after === null || after === undefined || after === '';
  return { limit: first, after: isBeginning ? undefined : cursors.decode(after), cursors };
}

function defaultFirst({ parentType, fieldName }: ListField): unknown {
  return parentType.getFields()[fieldName]?.args.find(({ name }) => name === 'first')?.defaultValue;
}

/** A page from up to `limit + 1` rows, the last of which only says that there are more. */
export function connectionFrom<Row, Values>(
  rows: readonly Row[],
  { limit, after, cursors }: Page<Values>,
  valuesOf: (row: Row) => Values,
): Connection<Row> {
  const nodes = rows.slice(0, limit);
  const edges = nodes.map((node) => ({ cursor: cursors.encode(valuesOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
