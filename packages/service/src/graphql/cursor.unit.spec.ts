import { deriveId, type OrderId } from '@rushgraph/contracts';
import { expect, it } from 'vitest';
import { cursorAmount, cursorId, cursorInstant, defineCursor } from './cursor.ts';

interface Place {
  readonly at: Date;
  readonly amount: number;
  readonly id: OrderId;
}

const cursors = defineCursor<Place>('places', { at: cursorInstant, amount: cursorAmount, id: cursorId<OrderId>() });
const id = deriveId<OrderId>('order', 'lamp');
const AT = '2026-05-01T09:00:00.123Z';
const refused = expect.objectContaining({
  message: '"after" is not a cursor of this list in this order',
  extensions: { code: 'BAD_USER_INPUT' },
});
const encode = (text: string) => Buffer.from(text).toString('base64url');
const encodeParts = (...parts: readonly unknown[]) => encode(JSON.stringify(parts));

it.each([0, 1, Number.MAX_SAFE_INTEGER])('gives back what a cursor was made of, with an amount of %d', (amount) => {
  const place = { at: new Date(AT), amount, id };
  expect(cursors.encode(place)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(cursors.decode(cursors.encode(place))).toEqual(place);
});

it.each([
  ['empty', ''],
  ['no base64', '!!!'],
  ['no JSON', encode('nothing')],
  ['no list', encode('"places"')],
  ['an empty list', encode('[]')],
  ['without a part', encodeParts('places', AT, '1')],
  ['with a part too many', encodeParts('places', AT, '1', id, '')],
  ['of numbers', encodeParts('places', AT, 1, id)],
  ['of another list', encodeParts('plates', AT, '1', id)],
  ['spelled with spaces', encode(`["places", "${AT}", "1", "${id}"]`)],
  ['padded', `${encodeParts('places', AT, '1', id)}=`],
  ['very long', encodeParts('places', AT, '1', id.repeat(50))],
  ['not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64url')],
])('refuses a cursor that is %s', (_, cursor) => {
  expect(() => cursors.decode(cursor)).toThrow(refused);
});

it.each([
  '',
  '1',
  '2026-05-01',
  '2026-05-01T09:00:00Z',
  '2026-13-01T09:00:00.000Z',
  '2026-02-30T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
  '+275760-09-13T00:00:00.000Z',
])('takes "%s" for no instant, which no row can have', (instant) => {
  expect(() => cursors.decode(encodeParts('places', instant, '1', id))).toThrow(refused);
});

it.each(['', ' ', '-1', '-0', '+1', '1.5', '1e3', '01', '0x1', '1e999', 'NaN', '9007199254740993'])(
  'takes "%s" for no amount',
  (amount) => {
    expect(() => cursors.decode(encodeParts('places', AT, amount, id))).toThrow(refused);
  },
);

it.each(['', 'x', `${id}0`, id.toLowerCase()])('takes "%s" for no id', (text) => {
  expect(() => cursors.decode(encodeParts('places', AT, '1', text))).toThrow(refused);
});
