import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type ItemRow, itemOf } from '../db/item-rows.ts';
import type { Item } from '../item.ts';

export interface ItemFilter {
  readonly nameContains?: string | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStock?: boolean | undefined;
}

export type OrderField = 'CREATED_AT' | 'NAME' | 'PRICE';

export interface ItemQuery {
  readonly filter: ItemFilter;
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  /** The item that the page comes after. */
  readonly start?: { readonly value: Date | string | number; readonly id: ItemId } | undefined;
}

const COLUMN = { CREATED_AT: 'created_at', NAME: 'name', PRICE: 'price_amount' } as const;

/** One page by keyset: the index of the order is read from where the last page ended, however deep that is. */
export async function loadPage(sql: Sql, { filter, field, direction, limit, start }: ItemQuery): Promise<Item[]> {
  const column = COLUMN[field];
  const further = direction === 'ASC' ? '>' : '<';
  const conditions: (readonly [string, readonly unknown[]])[] = [...conditionsOf(filter)];
  if (start !== undefined) {
    conditions.push([
      `${column} ${further}= ? AND (${column} ${further} ? OR id ${further} ?)`,
      [start.value, start.value, start.id],
    ]);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([text]) => text).join(' AND ')}`;
  const rows = await sql.rows<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM item ${where} ORDER BY ${column} ${direction}, id ${direction} LIMIT ?`,
    [...conditions.flatMap(([, values]) => values), limit],
  );
  return rows.map(itemOf);
}

function* conditionsOf({
  nameContains,
  minPrice,
  maxPrice,
  inStock,
}: ItemFilter): Generator<readonly [string, readonly unknown[]]> {
  if (nameContains !== undefined) yield ['name LIKE ?', [`%${nameContains.replace(/[\\%_]/g, '\\$&')}%`]];
  if (minPrice !== undefined) yield ['price_amount >= ?', [minPrice]];
  if (maxPrice !== undefined) yield ['price_amount <= ?', [maxPrice]];
  if (inStock !== undefined) yield [inStock ? 'stock > 0' : 'stock = 0', []];
}
