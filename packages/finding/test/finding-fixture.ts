import { join } from 'node:path';
import type { ItemId } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import { columnsOf } from '@rushgraph/database/query';
import { fixedClock, testDatabase } from '@rushgraph/testkit';
import { foldName } from '../src/catalogue/fold-text.ts';
import type { Item } from '../src/catalogue/item.ts';
import { makeFindable } from '../src/make-findable.ts';
import { tendZones } from '../src/zones/divide-zones.ts';
import { item as stored } from './tables.ts';

const COLUMNS = columnsOf(stored, 'id', 'name', 'folded', 'priceAmount', 'priceCurrency', 'stock', 'createdAt');

/** A catalogue in a database of its own. */
export async function findingFixture() {
  const { database, drop } = await testDatabase(join(import.meta.dirname, 'migrations'));
  return {
    database,
    clock: fixedClock('2026-03-01T12:00:00.000Z'),
    insert: (items: readonly Item[]) => database.transaction((tx) => insertItems(tx, items)),
    /** Inserts one item, and looks after its zones when it is their turn. */
    async register(item: Item): Promise<void> {
      const numbers = await database.transaction((tx) => insertItems(tx, [item]));
      await tendZones(database, item, numbers.get(item.id) ?? Number.NaN);
    },
    async empty(): Promise<void> {
      for (const table of ['item', 'item_suffix']) await database.run(`DELETE FROM ${table}`);
      await database.run('DELETE FROM item_zone WHERE id <> ?', ['']);
      await database.run('UPDATE item_zone SET signature = NULL, next_zone = NULL');
    },
    drop,
  };
}

export type FindingFixture = Awaited<ReturnType<typeof findingFixture>>;

/** Inserts items and makes them findable, as a service does. */
export async function insertItems(tx: Tx, items: readonly Item[]): Promise<ReadonlyMap<ItemId, number>> {
  await tx.run(`INSERT INTO item (${COLUMNS}) VALUES ?`, [
    items.map(({ id, name, price, stock, createdAt }) => [
      id,
      name,
      Buffer.from(foldName(name)),
      price.amount,
      price.currency,
      stock,
      createdAt,
    ]),
  ]);
  return makeFindable(tx, items);
}
