import { type ItemId, isId } from '@rushgraph/contracts';
import { type Cursor, codedError } from '@rushgraph/service';
import { itemName } from '../item-input.ts';
import type { OrderField, Position } from '../search-items/item-order.ts';

/** Years that a DATETIME column can hold. */
const STORABLE_YEAR = /^[1-9]\d{3}-/;

/** The cursor of an item in this order. */
export function cursorOf(field: OrderField, { value, id }: Position): Cursor {
  return [field, value instanceof Date ? value.toISOString() : String(value), id];
}

/** Where a cursor of this order continues; one of another order, or one that was not handed out, is BAD_USER_INPUT. */
export function readPageStart([field, text = '', id = '']: Cursor, wanted: OrderField): Position {
  const value = field === wanted ? parseValue(text, wanted) : undefined;
  if (value === undefined || !isId(id)) throw codedError('BAD_USER_INPUT', '"after" is not a cursor of this order');
  return { value, id: id as ItemId };
}

/** Undefined for what no item has: it was forged. */
function parseValue(text: string, field: OrderField): Position['value'] | undefined {
  switch (field) {
    case 'NAME':
      return itemName.safeParse(text).data === text ? text : undefined;
    case 'PRICE': {
      const amount = Number(text);
      return Number.isSafeInteger(amount) && amount >= 0 && String(amount) === text ? amount : undefined;
    }
    case 'CREATED_AT': {
      const at = new Date(text);
      const isExact = STORABLE_YEAR.test(text) && !Number.isNaN(at.getTime()) && at.toISOString() === text;
      return isExact ? at : undefined;
    }
  }
}
