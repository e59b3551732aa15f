import type { Sql } from '@rushgraph/database';
import type { Row } from '@rushgraph/database/query';
import { type Condition, compare, orderColumn, type Position, where, zoneIndex } from '../catalogue/item-order.ts';
import type { itemZone } from '../catalogue/tables.ts';
import { findZone } from '../zones/hold-zones.ts';
import { bitsOf } from '../zones/signature.ts';
import type { ItemQuery } from './item-query.ts';

/** Part of an order, from one position to before another one; without an end it is the last. */
export interface Stretch {
  readonly begin: Position;
  readonly end: Position | undefined;
}

type ZoneRow = Position &
  Pick<Row<typeof itemZone>, 'zone' | 'next_zone'> & {
    readonly end_value: Position['value'] | null;
    readonly end_id: Position['id'] | null;
  };

export interface Walk {
  readonly stretches: readonly Stretch[];
  /** Where the walk goes on; undefined at its end. */
  readonly next: Condition | undefined;
}

/** Where the walk of a query begins: nowhere in particular, or at the zone where its page starts. */
export async function beginOf(sql: Sql, { field, direction, after }: ItemQuery): Promise<Condition> {
  if (after === undefined) return ['TRUE', []];
  if (direction === 'DESC') return compare(field, '<', after, 'zones.');
  return compare(field, '>=', (await findZone(sql, field, after)).begin, 'zones.');
}

/**
 * The stretches of the next so many zones in which names may hold the search, in the direction of the query.
 * Neighbouring zones are one stretch.
 */
export async function nextStretches(
  sql: Sql,
  query: ItemQuery & { search: string },
  from: Condition,
  limit: number,
): Promise<Walk> {
  const { field, direction, search } = query;
  const zones = await loadZones(sql, query, [mayHold(search), from], limit);
  const last = zones.length < limit ? undefined : zones.at(-1);
  return {
    stretches: stretchesOf(zones, direction),
    next: last && compare(field, direction === 'ASC' ? '>' : '<', last, 'zones.'),
  };
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
