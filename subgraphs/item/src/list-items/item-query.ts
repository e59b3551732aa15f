import { type Condition, compare, type Direction, type OrderField, type Position } from '../search-items/item-order.ts';

export interface ItemFilter {
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStock?: boolean | undefined;
}

export interface ItemQuery {
  /** Folded part of the name. */
  readonly search?: string | undefined;
  readonly filter: ItemFilter;
  readonly field: OrderField;
  readonly direction: Direction;
  readonly limit: number;
  /** The item that the page comes after. */
  readonly start?: Position | undefined;
}

/** What the rows of the page have to be, apart from their names. */
export function conditionsOf({ filter, field, direction, start }: ItemQuery): Condition[] {
  const { minPrice, maxPrice, inStock } = filter;
  const conditions: Condition[] = [];
  if (start !== undefined) conditions.push(compare(field, direction === 'ASC' ? '>' : '<', start));
  if (minPrice !== undefined) conditions.push(['price_amount >= ?', [minPrice]]);
  if (maxPrice !== undefined) conditions.push(['price_amount <= ?', [maxPrice]]);
  if (inStock !== undefined) conditions.push([inStock ? 'stock > 0' : 'stock = 0', []]);
  return conditions;
}

/** The folded name holds this folded text: bytes are compared, so nothing in it is special. */
export function nameHolds(search: string): Condition {
  return ['LOCATE(?, folded) > 0', [Buffer.from(search)]];
}
