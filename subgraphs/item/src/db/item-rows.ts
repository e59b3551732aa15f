import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type Item, type ItemRow, itemOf } from '@rushgraph/finding';

/** The rows of the items that are there, by id. */
export async function loadItemRows(sql: Sql, ids: readonly ItemId[]): Promise<ReadonlyMap<ItemId, ItemRow>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<ItemRow>(`SELECT ${ITEM_COLUMNS} FROM item WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The items that are there, by id. */
export async function loadItems(sql: Sql, ids: readonly ItemId[]): Promise<ReadonlyMap<ItemId, Item>> {
  const rows = await loadItemRows(sql, ids);
  return new Map([...rows].map(([id, row]) => [id, itemOf(row)]));
}

/**
 * The items that are there, locked for this transaction until its end, always in the order of their ids: two
 * transactions that want the same items cannot wait for each other in a circle. The index is named because a scan, which
 * a small table is thought to be better off with, would wait for rows that nobody asked for.
 */
export async function lockItems(sql: Sql, ids: readonly ItemId[]): Promise<ReadonlyMap<ItemId, Item>> {
  if (ids.length === 0) return new Map();
  const sorted = [...new Set(ids)].sort();
  const rows = await sql.rows<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM item FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [sorted],
  );
  return new Map(rows.map((row) => [row.id, itemOf(row)]));
}
