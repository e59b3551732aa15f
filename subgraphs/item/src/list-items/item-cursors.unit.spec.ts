import { deriveId, type ItemId } from '@rushgraph/contracts';
import type { OrderField } from '@rushgraph/finding';
import { expect, it } from 'vitest';
import { itemCursors } from './item-cursors.ts';

const id = deriveId<ItemId>('item', 'lamp');

it.each<[OrderField, Date | string | number]>([
  ['CREATED_AT', new Date('2026-05-01T09:00:00.123Z')],
  ['NAME', '50% "Lamp" 램프'],
  // The longest cursor there is.
  ['NAME', '🙂'.repeat(200)],
  ['PRICE', 0],
  ['PRICE', 1_000_000_000_000],
])('reads back the cursor of %s %s', (field, value) => {
  expect(itemCursors[field].decode(itemCursors[field].encode({ value, id }))).toEqual({ value, id });
});

it.each<[OrderField, readonly string[]]>([
  ['NAME', ['items by PRICE', '1', id]],
  ['NAME', ['items by NAME', '', id]],
  ['NAME', ['items by NAME', ' Lamp', id]],
  ['NAME', ['items by NAME', 'x'.repeat(201), id]],
  ['NAME', ['items by NAME', 'a\u0000', id]],
  ['NAME', ['items by NAME', 'Lamp', 'x']],
  ['PRICE', ['items by NAME', 'Lamp', id]],
  ['PRICE', ['items by PRICE', '1.5', id]],
  ['CREATED_AT', ['items by CREATED_AT', '0000-01-01T00:00:00.000Z', id]],
])('takes for an order of %s no cursor of %j', (field, parts) => {
  const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
  expect(() => itemCursors[field].decode(cursor)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
  );
});
