import { type ItemId, isId } from '@rushgraph/contracts';
import type { Context } from '../context.ts';
import type { Item } from '../item.ts';

/** The item, for everybody; null when there is none. */
export async function showItem(id: string, { items }: Context): Promise<Item | null> {
  return isId(id) ? items.load(id as ItemId) : null;
}
