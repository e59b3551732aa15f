import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type ItemRow, itemOf } from '../db/item-rows.ts';
import type { Item } from '../item.ts';
import { itemIndex, orderColumn, where } from '../search-items/item-order.ts';
import { choosePath } from './choose-path.ts';
import { conditionsOf, type ItemQuery } from './item-query.ts';
import { loadFew } from './load-few.ts';
import { loadMany } from './load-many.ts';

/** One page by keyset. Its cost depends neither on how deep it is nor on how many items match. */
export async function loadPage(sql: Sql, query: ItemQuery): Promise<Item[]> {
  const rows = await loadRows(sql, query);
  return rows.map(itemOf);
}

async function loadRows(sql: Sql, query: ItemQuery): Promise<ItemRow[]> {
  if (query.search === undefined) return loadNext(sql, query);
  const path = await choosePath(sql, query.search);
  switch (path.kind) {
    case 'NONE':
      return [];
    case 'FEW':
      return loadFew(sql, { ...query, search: query.search }, path.part);
    case 'MANY':
      return loadMany(sql, { ...query, search: query.search });
  }
}

/** The index of the order is read from where the last page ended. */
function loadNext(sql: Sql, query: ItemQuery): Promise<ItemRow[]> {
  const { field, direction, limit } = query;
  const [text, values] = where(conditionsOf(query));
  return sql.rows<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM item FORCE INDEX (${itemIndex[field]}) ${text}
     ORDER BY ${orderColumn[field]} ${direction}, id ${direction} LIMIT ?`,
    [...values, limit],
  );
}
