import { type ItemId, parseId } from '@rushgraph/contracts';
import type { Context } from '../context.ts';
import type { Item } from '../item.ts';

/** The item, for everybody; null when there is none. */
export async function showItem(id: string, { items }: Context): Promise<Item | null> {
  const itemId = parseId<ItemId>(id);
  return itemId === null ? null : items.load(itemId);
}
