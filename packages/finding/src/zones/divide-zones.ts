import type { Database, Tx } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import type { Item } from '../catalogue/item.ts';
import {
  compare,
  itemIndex,
  type OrderField,
  orderColumn,
  orderFields,
  type Position,
  positionOf,
  where,
} from '../catalogue/item-order.ts';
import type { findableItem, itemZone } from '../catalogue/tables.ts';
import { findZone } from './hold-zones.ts';
import { signatureOf } from './signature.ts';

/** Items of a zone when it is closed, that is, gets its signature. With more than twice as many it is divided. */
const ZONE_ITEMS = 256;
/** Zones that are divided in one transaction: whoever registers an item there waits for its end. */
const ZONES_AT_ONCE = 8;

/** One in so many registrations looks after the zones of its item: each of them is divided soon after it is too long. */
const TENDED = 32;

/** Of a zone only the column of its order is read. */
const BEGINNING = { CREATED_AT: new Date('1000-01-01T00:00:00.000Z'), NAME: '', PRICE: -1 } as const;

type ZoneRow = Position &
  Pick<Row<typeof itemZone>, 'next_zone'> & {
    /** MySQL has no booleans. */
    readonly is_open: 0 | 1;
  };
type NamedRow = Position & Pick<Row<typeof findableItem>, 'folded'>;

/** Looks after the zones of an item that was registered under this number, when it is the turn of that number. */
export async function tendZones(database: Database, item: Item, number: number): Promise<void> {
  if (number % TENDED === 0) await divideZonesOf(database, item);
}

/** Divides the zones of an item when they have grown too long. */
export async function divideZonesOf(database: Database, item: Item): Promise<void> {
  for (const field of orderFields) {
    const { zone } = await findZone(database, field, positionOf(item, field));
    await divide(database, field, zone);
  }
}

/** Divides all zones that are open, as many insertions at once have left them. */
export async function divideOpenZones(database: Database): Promise<void> {
  for (const field of orderFields) {
    const open = await database.rows<Pick<Row<typeof itemZone>, 'zone'>>(
      'SELECT zone FROM item_zone WHERE place = ? AND signature IS NULL',
      [field],
    );
    for (const { zone } of open) await divide(database, field, zone);
  }
}

async function divide(database: Database, field: OrderField, zone: number): Promise<void> {
  let next: number | undefined = zone;
  while (next !== undefined) {
    const first: number = next;
    next = await database.transaction(async (tx) => {
      let open: number | undefined = first;
      for (let closed = 0; closed < ZONES_AT_ONCE && open !== undefined; closed++)
        open = await closeZone(tx, field, open);
      return open;
    });
  }
}

/** Closes the first part of a zone that is too long; answers with the rest of it, which is open. */
async function closeZone(tx: Tx, field: OrderField, zone: number): Promise<number | undefined> {
  // Waits for whoever is putting an item here, and keeps others from it.
  const [row] = await tx.rows<ZoneRow>(
    `SELECT ${orderColumn[field]} AS value, id, next_zone, signature IS NULL AS is_open
     FROM item_zone FORCE INDEX (PRIMARY) WHERE zone = ? FOR UPDATE`,
    [zone],
  );
  if (row === undefined) throw new Error(`There is no zone ${zone}`);
  const items = await itemsOf(tx, field, row, 2 * ZONE_ITEMS + 1);
  const next = items.length > 2 * ZONE_ITEMS ? items[ZONE_ITEMS] : undefined;
  if (next !== undefined) {
    const rest = await insertZone(tx, field, next, row.next_zone);
    await close(tx, zone, items.slice(0, ZONE_ITEMS), rest);
    return rest;
  }
  // The last one stays open for what comes.
  if (row.is_open === 1 && row.next_zone !== null) await close(tx, zone, items, row.next_zone);
  return undefined;
}

/** An open zone that begins where this item was read, wherever it may have gone since. */
async function insertZone(tx: Tx, field: OrderField, { value, id }: Position, next: number | null): Promise<number> {
  const begin = { ...BEGINNING, [field]: value };
  const { insertId } = await tx.run(
    'INSERT INTO item_zone (place, created_at, name, price_amount, id, next_zone) VALUES (?)',
    [[field, begin.CREATED_AT, begin.NAME, begin.PRICE, id, next]],
  );
  return insertId;
}

async function close(tx: Tx, zone: number, items: readonly NamedRow[], next: number): Promise<void> {
  const signature = signatureOf(items.map(({ folded }) => folded?.toString() ?? ''));
  await tx.run('UPDATE item_zone SET signature = ?, next_zone = ? WHERE zone = ?', [signature, next, zone]);
}

/** The first items of a zone, in its order. */
async function itemsOf(tx: Tx, field: OrderField, zone: ZoneRow, limit: number): Promise<NamedRow[]> {
  const column = orderColumn[field];
  const [next] = await tx.rows<Position>(`SELECT ${column} AS value, id FROM item_zone WHERE zone = ?`, [
    zone.next_zone,
  ]);
  const [text, values] = where([
    compare(field, '>=', zone),
    ...(next === undefined ? [] : [compare(field, '<', next)]),
  ]);
  return tx.rows<NamedRow>(
    `SELECT ${column} AS value, id, folded FROM item FORCE INDEX (${itemIndex[field]}) ${text}
     ORDER BY ${column}, id LIMIT ?`,
    [...values, limit],
  );
}
