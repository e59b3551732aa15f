import { type Condition, compare, type Direction, type OrderField, type Position } from '../catalogue/item-order.ts';

export interface ItemFilter {
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStock?: boolean | undefined;
}

export interface ItemQuery {
  /** A part of the name, in any case, width and accents. Without one, or with accents alone, every name will do. */
  readonly nameContains?: string | undefined;
  readonly filter: ItemFilter;
  readonly field: OrderField;
  readonly direction: Direction;
  readonly limit: number;
  /** The position that the page comes after. */
  readonly after?: Position | undefined;
}

/** What the rows of the page have to be, apart from their names. */
export function conditionsOf({ filter, field, direction, after }: ItemQuery): Condition[] {
  const { minPrice, maxPrice, inStock } = filter;
  const conditions: Condition[] = [];
  if (after !== undefined) conditions.push(compare(field, direction === 'ASC' ? '>' : '<', after));
  if (minPrice !== undefined) conditions.push(['price_amount >= ?', [minPrice]]);
  if (maxPrice !== undefined) conditions.push(['price_amount <= ?', [maxPrice]]);
  if (inStock !== undefined) conditions.push([inStock ? 'stock > 0' : 'stock = 0', []]);
  return conditions;
}

/** The folded name holds this folded text: bytes are compared, so nothing in it is special. */
export function nameHolds(search: string): Condition {
  return ['LOCATE(?, folded) > 0', [Buffer.from(search)]];
}
