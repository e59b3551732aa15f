import type { ItemId } from '@rushgraph/contracts';
import type { OrderField, Position } from '@rushgraph/finding';
import {
  type CursorKind,
  type CursorPart,
  cursorAmount,
  cursorId,
  cursorInstant,
  defineCursor,
} from '@rushgraph/service';
import { itemName } from '../item-input.ts';

type Value = Position['value'];

/** Cursors of the catalogue, a kind for each of its orders. */
export const itemCursors: Readonly<Record<OrderField, CursorKind<Position>>> = {
  CREATED_AT: cursorsBy('items by CREATED_AT', cursorInstant.read),
  NAME: cursorsBy('items by NAME', (text) => (itemName.safeParse(text).data === text ? text : undefined)),
  PRICE: cursorsBy('items by PRICE', cursorAmount.read),
};

function cursorsBy(name: string, read: (text: string) => Value | undefined): CursorKind<Position> {
  const value: CursorPart<Value> = { write: textOf, read };
  return defineCursor<Position>(name, { value, id: cursorId<ItemId>() });
}

function textOf(value: Value): string {
  return value instanceof Date ? cursorInstant.write(value) : String(value);
}
