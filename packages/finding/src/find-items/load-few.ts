import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type ItemRow } from '../catalogue/item.ts';
import { orderColumn, where } from '../catalogue/item-order.ts';
import { suffixRange } from '../suffixes/suffixes.ts';
import { conditionsOf, type ItemQuery, nameHolds } from './item-query.ts';

/** The page out of the few items that have `part` in their names: all of them are read and sorted. */
export function loadFew(sql: Sql, query: ItemQuery & { search: string }, part: string): Promise<ItemRow[]> {
  const { search, field, direction, limit } = query;
  const [text, values] = where([nameHolds(search), ...conditionsOf(query)]);
  return sql.rows<ItemRow>(
    `SELECT ${ITEM_COLUMNS}
     FROM (SELECT DISTINCT number FROM item_suffix WHERE suffix >= ? AND suffix < ?) AS found
     STRAIGHT_JOIN item FORCE INDEX (item_number) ON item.number = found.number
     ${text} ORDER BY ${orderColumn[field]} ${direction}, id ${direction} LIMIT ?`,
    [...suffixRange(part), ...values, limit],
  );
}
