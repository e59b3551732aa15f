import type { Item } from './item.ts';

export type ItemModel = Item;
