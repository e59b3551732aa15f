import { deriveId, type ItemId } from '@rushgraph/contracts';
import type { Item } from '../src/catalogue/item.ts';

/** An item as a test wants it; of what the test does not say, always the same. The id is derived from the name. */
export function anItem(wanted: Pick<Item, 'name'> & Partial<Item>): Item {
  return {
    id: deriveId<ItemId>('item', wanted.name),
    price: { amount: 100, currency: 'KRW' },
    stock: 1,
    createdAt: new Date('2026-01-01T00:00:00.000Z'),
    ...wanted,
  };
}
