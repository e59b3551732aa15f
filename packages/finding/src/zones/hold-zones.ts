import { type Sql, TryAgain, type Tx } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import { foldName } from '../catalogue/fold-text.ts';
import type { Item } from '../catalogue/item.ts';
import {
  compare,
  type OrderField,
  orderColumn,
  orderFields,
  type Position,
  positionOf,
  where,
  zoneIndex,
} from '../catalogue/item-order.ts';
import type { itemZone } from '../catalogue/tables.ts';
import { holds, signatureOf, unite } from './signature.ts';

type ZoneRow = Pick<Row<typeof itemZone>, 'zone' | 'signature'>;

/** The zone of a position, and where it begins. */
export async function findZone(
  sql: Sql,
  field: OrderField,
  position: Position,
): Promise<ZoneRow & { begin: Position }> {
  const [text, values] = where([['place = ?', [field]], compare(field, '<=', position)]);
  const column = orderColumn[field];
  const [row] = await sql.rows<ZoneRow & Position>(
    `SELECT zone, signature, id, ${column} AS value FROM item_zone FORCE INDEX (${zoneIndex[field]})
     ${text} ORDER BY ${column} DESC, id DESC LIMIT 1`,
    values,
  );
  if (row === undefined) throw new Error(`The order ${field} has no zone at its beginning`);
  return { zone: row.zone, signature: row.signature, begin: { value: row.value, id: row.id } };
}

/**
 * Before an item appears at its place in these orders: sees to it that its zones tell of its name, and keeps them from
 * being divided until the end of the transaction. Whoever divides a zone waits for us and then finds the item in it.
 */
export async function holdZones(tx: Tx, item: Item, fields: readonly OrderField[] = orderFields): Promise<void> {
  const own = signatureOf([foldName(item.name)]);
  const found = await findAll(tx, item, fields);
  const lacking = found.some(({ signature }) => lacks(signature, own));
  // Most names are told of already: then writers do not wait for each other.
  const locked = await tx.rows<ZoneRow>(
    `SELECT zone, signature FROM item_zone FORCE INDEX (PRIMARY) WHERE zone IN (?) ORDER BY zone
     ${lacking ? 'FOR UPDATE' : 'LOCK IN SHARE MODE'}`,
    [found.map(({ zone }) => zone)],
  );
  const now = await findAll(tx, item, fields);
  if (now.some(({ zone }, index) => zone !== found[index]?.zone)) throw new TryAgain('a zone was divided meanwhile');
  for (const { zone, signature } of locked) {
    if (signature === null || !lacks(signature, own)) continue;
    if (!lacking) throw new TryAgain('a zone was closed meanwhile');
    await tx.run('UPDATE item_zone SET signature = ? WHERE zone = ?', [unite(signature, own), zone]);
  }
}

/** Lets anything be anywhere, for many items at once, until the zones are divided again. */
export async function openZones(tx: Tx): Promise<void> {
  await tx.run('UPDATE item_zone SET signature = NULL ORDER BY zone');
}

function findAll(sql: Sql, item: Item, fields: readonly OrderField[]): Promise<ZoneRow[]> {
  return Promise.all(fields.map((field) => findZone(sql, field, positionOf(item, field))));
}

function lacks(signature: Buffer | null, own: Buffer): boolean {
  return signature !== null && !holds(signature, own);
}
