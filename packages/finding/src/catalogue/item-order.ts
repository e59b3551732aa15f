import type { ItemId } from '@rushgraph/contracts';
import type { Item } from './item.ts';

export type OrderField = 'CREATED_AT' | 'NAME' | 'PRICE';
export type Direction = 'ASC' | 'DESC';

export const orderFields: readonly OrderField[] = ['CREATED_AT', 'NAME', 'PRICE'];

/** What orders the rows; the id breaks ties. The same columns say where a zone begins. */
export const orderColumn = { CREATED_AT: 'created_at', NAME: 'name', PRICE: 'price_amount' } as const;
export const itemIndex = { CREATED_AT: 'item_created', NAME: 'item_name', PRICE: 'item_price' } as const;
export const zoneIndex = { CREATED_AT: 'item_zone_created', NAME: 'item_zone_name', PRICE: 'item_zone_price' } as const;

/** A place in an order: before it, at it or after it there may be an item. */
export interface Position {
  readonly value: Date | string | number;
  readonly id: ItemId;
}

/** Where an item stands in an order. */
export function positionOf({ createdAt, name, price, id }: Item, field: OrderField): Position {
  switch (field) {
    case 'CREATED_AT':
      return { value: createdAt, id };
    case 'NAME':
      return { value: name, id };
    case 'PRICE':
      return { value: price.amount, id };
  }
}

/** Part of a WHERE, with its values. */
export type Condition = readonly [text: string, values: readonly unknown[]];

/** Rows whose position compares so with this one: two ranges of the index, however many rows have the same value. */
export function compare(field: OrderField, sign: '<' | '<=' | '>' | '>=', { value, id }: Position, of = ''): Condition {
  const column = `${of}${orderColumn[field]}`;
  return [`(${column} = ? AND ${of}id ${sign} ?) OR ${column} ${sign.charAt(0)} ?`, [value, id, value]];
}

/** `WHERE` with all of them; nothing when there are none. */
export function where(conditions: readonly Condition[]): Condition {
  const text = conditions.map(([each]) => `(${each})`).join(' AND ');
  return [text === '' ? '' : `WHERE ${text}`, conditions.flatMap(([, values]) => values)];
}
