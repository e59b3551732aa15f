import type { Sql } from '@rushgraph/database';
import { foldText } from '../catalogue/fold-text.ts';
import { ITEM_COLUMNS, type Item, type ItemRow, itemOf } from '../catalogue/item.ts';
import { itemIndex, orderColumn, where } from '../catalogue/item-order.ts';
import { choosePath } from './choose-path.ts';
import { conditionsOf, type ItemQuery } from './item-query.ts';
import { loadFew } from './load-few.ts';
import { loadMany } from './load-many.ts';

/** One page by keyset. Its cost depends neither on how deep it is nor on how many items match. */
export async function findItems(sql: Sql, query: ItemQuery): Promise<Item[]> {
  // Accents alone are folded to nothing: they are in every name.
  const search = foldText(query.nameContains ?? '');
  const rows = search === '' ? await loadNext(sql, query) : await loadMatching(sql, { ...query, search });
  return rows.map(itemOf);
}

async function loadMatching(sql: Sql, query: ItemQuery & { readonly search: string }): Promise<ItemRow[]> {
  const path = await choosePath(sql, query.search);
  switch (path.kind) {
    case 'NONE':
      return [];
    case 'FEW':
      return loadFew(sql, query, path.part);
    case 'MANY':
      return loadMany(sql, query);
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
