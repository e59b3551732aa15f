import { expect, it } from 'vitest';
import { connectionFrom, decodeCursor, encodeCursor, parsePage } from './connection.ts';

const encode = (text: string) => Buffer.from(text).toString('base64url');
const refused = (message: string) => expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT' } });

it.each([1, 20, 100])('takes a first of %d', (first) => {
  expect(parsePage({ first })).toEqual({ limit: first, after: undefined });
});

it.each([0, -1, 101, 1.5, Number.NaN, null, undefined])('refuses a first of %s', (first) => {
  expect(() => parsePage({ first })).toThrow(refused('"first" must be a whole number from 1 to 100'));
});

it('gives back what a cursor was made of', () => {
  const parts = ['2026-01-01T00:00:00.000Z', 'é"\\ 한국'];
  expect(encodeCursor(parts)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(decodeCursor(encodeCursor(parts), 2)).toEqual(parts);
  expect(parsePage({ first: 5, after: encodeCursor(parts) }, 2)).toEqual({ limit: 5, after: parts });
  expect(parsePage({ first: 5, after: encodeCursor(parts) }).after).toEqual(parts);
});

it.each([
  ['empty', ''],
  ['no base64', '!!!'],
  ['no JSON', encode('nothing')],
  ['no list', encode('"a"')],
  ['an empty list', encode('[]')],
  ['of numbers', encode('[1,2]')],
  ['of another length', encode('["a"]')],
  ['spelled with spaces', encode('["a", "b"]')],
  ['padded', `${encode('["a","b"]')}=`],
  ['not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x2c, 0x22, 0x22, 0x5d]).toString('base64url')],
  ['very long', encodeCursor(['a'.repeat(2_000), 'b'])],
])('refuses a cursor that is %s', (_, after) => {
  expect(() => parsePage({ first: 1, after }, 2)).toThrow(refused('"after" is not a cursor of this list'));
});

it('uses the row beyond the limit only to know that there are more', () => {
  const page = parsePage({ first: 2, after: encodeCursor(['0']) });
  const connection = connectionFrom(['1', '2', '3'], page, (row) => [row]);
  expect(connection).toEqual({
    edges: [
      { cursor: encodeCursor(['1']), node: '1' },
      { cursor: encodeCursor(['2']), node: '2' },
    ],
    nodes: ['1', '2'],
    pageInfo: {
      hasNextPage: true,
      hasPreviousPage: true,
      startCursor: encodeCursor(['1']),
      endCursor: encodeCursor(['2']),
    },
  });
});

it('has no next page when the rows end at the limit, and no cursors without rows', () => {
  expect(connectionFrom(['1', '2'], 2, (row) => [row]).pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: false,
  });
  expect(connectionFrom<string>([], 2, (row) => [row])).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});
