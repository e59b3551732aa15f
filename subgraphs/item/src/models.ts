import type { ShownChoice } from './choose-stock-strategy/present-choice.ts';
import type { Item } from './item.ts';

export type ItemModel = Item;
export type StockStrategyChoiceModel = ShownChoice;
