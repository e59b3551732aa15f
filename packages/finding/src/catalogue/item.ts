import type { ItemId, MoneyValue } from '@rushgraph/contracts';
import { columnsOf, type PartOf } from '@rushgraph/database/query';
import { findableItem } from './tables.ts';

/** An item as the catalogue shows it. */
export interface Item {
  readonly id: ItemId;
  readonly name: string;
  readonly price: MoneyValue;
  readonly stock: number;
  readonly createdAt: Date;
}

/** What is read of the table `item` for an `Item`. */
export const ITEM_COLUMNS = columnsOf(findableItem, 'id', 'name', 'priceAmount', 'priceCurrency', 'stock', 'createdAt');

/** As these columns are read. */
export type ItemRow = PartOf<
  typeof findableItem,
  'id' | 'name' | 'priceAmount' | 'priceCurrency' | 'stock' | 'createdAt'
>;

export function itemOf(row: ItemRow): Item {
  const price = { amount: Number(row.price_amount), currency: row.price_currency };
  return { id: row.id, name: row.name, price, stock: row.stock, createdAt: row.created_at };
}
