import type { Database } from '@rushgraph/database';
import type { Item } from '../item.ts';
import { divideZonesOf } from '../search-items/divide-zones.ts';
import { insertItems } from './insert-items.ts';

/** One in so many registrations looks after the zones of its item: each of them is divided soon after it is too long. */
const TENDED = 32;

/** Puts one item into the catalogue. */
export async function addItem(database: Database, item: Item): Promise<void> {
  const numbers = await database.transaction((tx) => insertItems(tx, [item], item.createdAt));
  if ((numbers.get(item.id) ?? 0) % TENDED === 0) await divideZonesOf(database, item);
}
