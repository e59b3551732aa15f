import type { Database } from '@rushgraph/database';
import { tendZones } from '@rushgraph/finding';
import type { Item } from '../item.ts';
import { insertItems } from './insert-items.ts';

/** Puts one item into the catalogue. */
export async function addItem(database: Database, item: Item): Promise<void> {
  const numbers = await database.transaction((tx) => insertItems(tx, [item], item.createdAt));
  await tendZones(database, item, numbers.get(item.id) ?? 0);
}
