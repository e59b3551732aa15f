import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type ItemRow } from '../db/item-rows.ts';
import { compare, itemIndex, orderColumn, where } from '../search-items/item-order.ts';
import { conditionsOf, type ItemQuery, nameHolds } from './item-query.ts';
import { type Stretch, walkStretches } from './walk-stretches.ts';

type Search = ItemQuery & { search: string };

/**
 * The page out of many items that have the search in their names: the order is walked and names are compared until the
 * page is full. Stretches of the catalogue that cannot hold the search are left out.
 */
export async function loadMany(sql: Sql, query: Search): Promise<ItemRow[]> {
  const rows: ItemRow[] = [];
  for await (const stretches of walkStretches(sql, query)) {
    rows.push(...(await loadFrom(sql, { ...query, limit: query.limit - rows.length }, stretches)));
    if (rows.length >= query.limit) break;
  }
  return rows;
}

/** The first matches in these stretches. The inner part needs the index only; rows are read for what is shown. */
function loadFrom(sql: Sql, query: Search, stretches: readonly Stretch[]): Promise<ItemRow[]> {
  const { field, direction, limit } = query;
  const order = (of: string) => `ORDER BY ${of}${orderColumn[field]} ${direction}, ${of}id ${direction} LIMIT ?`;
  const columns = ITEM_COLUMNS.split(', ').map((column) => `item.${column}`);
  const parts = stretches.map(({ begin, end }) => {
    const [text, values] = where([
      compare(field, '>=', begin),
      ...(end === undefined ? [] : [compare(field, '<', end)]),
      ...conditionsOf(query),
      nameHolds(query.search),
    ]);
    return [
      `(SELECT id FROM item FORCE INDEX (${itemIndex[field]}) ${text} ${order('')})`,
      [...values, limit],
    ] as const;
  });
  return sql.rows<ItemRow>(
    `SELECT ${columns.join(', ')} FROM (${parts.map(([text]) => text).join(' UNION ALL ')}) AS page
     STRAIGHT_JOIN item FORCE INDEX (PRIMARY) ON item.id = page.id ${order('item.')}`,
    [...parts.flatMap(([, values]) => values), limit],
  );
}
