import type { ItemId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { findZone } from '../search-items/hold-zones.ts';
import { type Condition, compare, orderColumn, type Position, where, zoneIndex } from '../search-items/item-order.ts';
import { bitsOf } from '../search-items/signature.ts';
import type { ItemQuery } from './item-query.ts';

/** Part of an order, from one position to before another one; without an end it is the last. */
export interface Stretch {
  readonly begin: Position;
  readonly end: Position | undefined;
}

interface ZoneRow {
  readonly zone: number;
  readonly next_zone: number | null;
  readonly value: Position['value'];
  readonly id: ItemId;
  readonly end_value: Position['value'] | null;
  readonly end_id: ItemId | null;
}

const FIRST_ZONES = 8;
const MOST_ZONES = 64;

/**
 * The stretches of an order in which names may hold the search, in the direction of the query and from where it starts;
 * a few first, then more at a time. Neighbouring zones are one stretch.
 */
export async function* walkStretches(
  sql: Sql,
  query: ItemQuery & { search: string },
): AsyncGenerator<readonly Stretch[]> {
  const { field, direction, start, search } = query;
  let next: Condition | undefined;
  if (start !== undefined) {
    next =
      direction === 'ASC'
        ? compare(field, '>=', (await findZone(sql, field, start)).begin, 'zones.')
        : compare(field, '<', start, 'zones.');
  }
  for (let limit = FIRST_ZONES; ; limit = Math.min(2 * limit, MOST_ZONES)) {
    const zones = await loadZones(sql, query, [mayHold(search), ...(next === undefined ? [] : [next])], limit);
    const last = zones.at(-1);
    if (last === undefined) return;
    yield stretchesOf(zones, direction);
    if (zones.length < limit) return;
    next = compare(field, direction === 'ASC' ? '>' : '<', last, 'zones.');
  }
}

function loadZones(
  sql: Sql,
  { field, direction }: ItemQuery,
  conditions: readonly Condition[],
  limit: number,
): Promise<ZoneRow[]> {
  const column = orderColumn[field];
  const [text, values] = where([['zones.place = ?', [field]], ...conditions]);
  return sql.rows<ZoneRow>(
    `SELECT zones.zone, zones.next_zone, zones.${column} AS value, zones.id, ends.${column} AS end_value, ends.id AS end_id
     FROM item_zone AS zones FORCE INDEX (${zoneIndex[field]}) LEFT JOIN item_zone AS ends ON ends.zone = zones.next_zone
     ${text} ORDER BY zones.${column} ${direction}, zones.id ${direction} LIMIT ?`,
    [...values, limit],
  );
}

/** The zone is open, or its signature has every bit of the search. */
function mayHold(search: string): Condition {
  const bits = bitsOf(search);
  const tests = bits.map(() => 'ASCII(SUBSTRING(zones.signature, ?, 1)) & ?');
  return [`zones.signature IS NULL OR (${tests.join(' AND ')})`, bits.flatMap(({ byte, mask }) => [byte + 1, mask])];
}

function stretchesOf(zones: readonly ZoneRow[], direction: ItemQuery['direction']): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let before: ZoneRow | undefined;
  for (const zone of direction === 'ASC' ? zones : zones.toReversed()) {
    const end =
      zone.end_value === null || zone.end_id === null ? undefined : { value: zone.end_value, id: zone.end_id };
    const joined = before?.next_zone === zone.zone ? stretches.pop() : undefined;
    stretches.push({ begin: joined?.begin ?? { value: zone.value, id: zone.id }, end });
    before = zone;
  }
  return stretches;
}
