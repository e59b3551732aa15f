import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { PartOf } from '@rushgraph/database/query';
import { foldName } from './catalogue/fold-text.ts';
import type { Item } from './catalogue/item.ts';
import type { findableItem } from './catalogue/tables.ts';
import { writeSuffixes } from './suffixes/write-suffixes.ts';
import { holdZones, openZones } from './zones/hold-zones.ts';

const ROWS_AT_ONCE = 1_000;
/** More than this are not told to their zones one by one. */
const FEW = 20;

/**
 * Makes items findable that this transaction has inserted, with their `folded` names: writes their suffixes and tells
 * their zones. Answers with their numbers. After many items at once the zones are open: whoever inserts them has them
 * divided in the end, by `divideOpenZones`.
 */
export async function makeFindable(tx: Tx, items: readonly Item[]): Promise<ReadonlyMap<ItemId, number>> {
  const numbers = new Map<ItemId, number>();
  for (let start = 0; start < items.length; start += ROWS_AT_ONCE) {
    const rows = await tx.rows<PartOf<typeof findableItem, 'id' | 'number'>>(
      'SELECT id, number FROM item WHERE id IN (?)',
      [items.slice(start, start + ROWS_AT_ONCE).map(({ id }) => id)],
    );
    for (const { id, number } of rows) numbers.set(id, number);
  }
  await writeSuffixes(
    tx,
    items.map(({ id, name }) => ({ number: numberOf(numbers, id), folded: foldName(name) })),
  );
  if (items.length > FEW) await openZones(tx);
  else for (const item of items) await holdZones(tx, item);
  return numbers;
}

function numberOf(numbers: ReadonlyMap<ItemId, number>, id: ItemId): number {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`Item ${id} was to be made findable before it was inserted`);
  return number;
}
