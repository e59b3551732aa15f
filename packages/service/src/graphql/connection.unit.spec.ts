import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { connectionFrom, type ListField, type PageArguments, parsePage as parse } from './connection.ts';
import { cursorAmount, defineCursor } from './cursor.ts';

const schema = buildSchema('type Query { rows(first: Int = 20): Int  bare(first: Int): Int }');
const parentType = schema.getQueryType();
if (parentType == null) throw new Error('The schema has no queries');
const rows: ListField = { parentType, fieldName: 'rows' };
const parsePage = (args: PageArguments, kind: typeof cursors) => parse(args, kind, rows);

const cursors = defineCursor<{ readonly row: number }>('rows', { row: cursorAmount });
const cursorOf = (row: number) => cursors.encode({ row });
const refused = (message: string) => expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT' } });

it.each([1, 20, 100])('takes a first of %d', (first) => {
  expect(parsePage({ first }, cursors)).toEqual({ limit: first, after: undefined, cursors });
});

it.each([0, -1, 101, 1.5, Number.NaN])('refuses a first of %s', (first) => {
  expect(() => parsePage({ first }, cursors)).toThrow(refused('"first" must be a whole number from 1 to 100'));
});

it.each([null, undefined])('takes a first of %s for the default of the schema', (first) => {
  expect(parsePage({ first }, cursors).limit).toBe(20);
});

it('refuses a first of null where the schema has no default', () => {
  expect(() => parse({ first: null }, cursors, { parentType, fieldName: 'bare' })).toThrow('from 1 to 100');
});

it.each([undefined, null, ''])('begins at the beginning when "after" is %j', (after) => {
  expect(parsePage({ first: 5, after }, cursors).after).toBeUndefined();
});

it('goes on after a cursor of this list, and refuses every other text', () => {
  expect(parsePage({ first: 5, after: cursorOf(7) }, cursors).after).toEqual({ row: 7 });
  const other = defineCursor<{ readonly row: number }>('others', { row: cursorAmount }).encode({ row: 7 });
  for (const after of ['x', ' ', other])
    expect(() => parsePage({ first: 5, after }, cursors)).toThrow(
      refused('"after" is not a cursor of this list in this order'),
    );
});

it('uses the row beyond the limit only to know that there are more', () => {
  const page = parsePage({ first: 2, after: cursorOf(0) }, cursors);
  expect(connectionFrom([1, 2, 3], page, (row) => ({ row }))).toEqual({
    edges: [
      { cursor: cursorOf(1), node: 1 },
      { cursor: cursorOf(2), node: 2 },
    ],
    nodes: [1, 2],
    pageInfo: { hasNextPage: true, hasPreviousPage: true, startCursor: cursorOf(1), endCursor: cursorOf(2) },
  });
});

it('has no next page when the rows end at the limit, and no cursors without rows', () => {
  const page = parsePage({ first: 2 }, cursors);
  expect(connectionFrom([1, 2], page, (row) => ({ row })).pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: false,
  });
  expect(connectionFrom<number, { readonly row: number }>([], page, (row) => ({ row }))).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});
