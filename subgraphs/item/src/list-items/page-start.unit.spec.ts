import { deriveId, type ItemId } from '@rushgraph/contracts';
import { decodeCursor, encodeCursor } from '@rushgraph/service';
import { expect, it } from 'vitest';
import type { OrderField } from '../search-items/item-order.ts';
import { cursorOf, readPageStart } from './page-start.ts';

const id = deriveId<ItemId>('item', 'lamp');

it.each<[OrderField, Date | string | number]>([
  ['CREATED_AT', new Date('2026-05-01T09:00:00.123Z')],
  ['NAME', '50% "Lamp" 램프'],
  // The longest cursor there is.
  ['NAME', '🙂'.repeat(200)],
  ['PRICE', 0],
  ['PRICE', 1_000_000_000_000],
])('reads back the cursor of %s %s', (field, value) => {
  const cursor = decodeCursor(encodeCursor(cursorOf(field, { value, id })), 3);
  expect(readPageStart(cursor, field)).toEqual({ value, id });
});

it.each<[OrderField, readonly string[]]>([
  ['NAME', []],
  ['NAME', ['NAME', 'Lamp']],
  ['NAME', ['NAME', 'Lamp', 'x']],
  ['NAME', ['PRICE', '1', id]],
  ['NAME', ['NAME', '', id]],
  ['NAME', ['NAME', ' Lamp', id]],
  ['NAME', ['NAME', 'x'.repeat(201), id]],
  ['NAME', ['NAME', 'a\u0000', id]],
  ['PRICE', ['NAME', 'Lamp', id]],
  ['PRICE', ['PRICE', '', id]],
  ['PRICE', ['PRICE', '-1', id]],
  ['PRICE', ['PRICE', '1.5', id]],
  ['PRICE', ['PRICE', '1e3', id]],
  ['PRICE', ['PRICE', '1e999', id]],
  ['PRICE', ['PRICE', '9007199254740993', id]],
  ['CREATED_AT', ['CREATED_AT', '', id]],
  ['CREATED_AT', ['CREATED_AT', '1', id]],
  ['CREATED_AT', ['CREATED_AT', '2026-05-01', id]],
  ['CREATED_AT', ['CREATED_AT', '2026-02-30T00:00:00.000Z', id]],
  ['CREATED_AT', ['CREATED_AT', '0000-01-01T00:00:00.000Z', id]],
  ['CREATED_AT', ['CREATED_AT', '+275760-09-13T00:00:00.000Z', id]],
])('takes for an order of %s no cursor of %j', (field, cursor) => {
  expect(() => readPageStart(cursor, field)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  );
});
