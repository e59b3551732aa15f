import type { Sql } from '@rushgraph/database';
import { ITEM_COLUMNS, type ItemRow } from '../catalogue/item.ts';
import { type Condition, compare, itemIndex, orderColumn, where } from '../catalogue/item-order.ts';
import { conditionsOf, type ItemQuery, nameHolds } from './item-query.ts';
import { beginOf, nextStretches, type Stretch, type Walk } from './walk-stretches.ts';

type Search = ItemQuery & { search: string };

const FIRST_ZONES = 8;
const MAX_ZONES = 64;

/**
 * The page out of many items that have the search in their names: the order is walked and names are compared until the
 * page is full. Stretches of the catalogue that cannot hold the search are left out.
 */
export async function loadMany(sql: Sql, query: Search): Promise<ItemRow[]> {
  const rows: ItemRow[] = [];
  let next: Condition | undefined = await beginOf(sql, query);
  let zones = FIRST_ZONES;
  let walked = 0;
  while (next !== undefined && rows.length < query.limit) {
    const walk: Walk = await nextStretches(sql, query, next, zones);
    next = walk.next;
    const wanted = query.limit - rows.length;
    if (walk.stretches.length > 0) rows.push(...(await loadFrom(sql, { ...query, limit: wanted }, walk.stretches)));
    walked += zones;
    zones = zonesFor(query.limit - rows.length, rows.length / walked);
  }
  return rows;
}

/** Zones that are likely to hold so many matches, at so many a zone as were found so far. */
function zonesFor(wanted: number, each: number): number {
  const likely = each === 0 ? MAX_ZONES : Math.ceil((1.25 * wanted) / each);
  return Math.min(Math.max(likely, 2), MAX_ZONES);
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
