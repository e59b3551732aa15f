export { foldName } from './catalogue/fold-text.ts';
export { ITEM_COLUMNS, type Item, type ItemRow, itemOf } from './catalogue/item.ts';
export { type Direction, type OrderField, orderFields, type Position, positionOf } from './catalogue/item-order.ts';
export { findItems } from './find-items/find-items.ts';
export type { ItemFilter, ItemQuery } from './find-items/item-query.ts';
export { indexItems } from './index-items.ts';
export { makeFindable } from './make-findable.ts';
export { divideOpenZones, tendZones } from './zones/divide-zones.ts';
export { holdZones } from './zones/hold-zones.ts';
