import type { ItemId } from '@rushgraph/contracts';
import { seededIds, seededRandom } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anItem } from '../../test/an-item.ts';
import { type FindingFixture, findingFixture } from '../../test/finding-fixture.ts';
import type { Item } from '../catalogue/item.ts';
import {
  type Direction,
  type OrderField,
  orderColumn,
  orderFields,
  type Position,
  positionOf,
} from '../catalogue/item-order.ts';
import { divideOpenZones } from '../zones/divide-zones.ts';
import { findItems } from './find-items.ts';

const SEED = Number.parseInt(globalThis.crypto.randomUUID().slice(0, 8), 16);
const COUNT = 3_000;
const LETTERS = [...'aAbBéÈ019 %_\\-가각나키보드'];

let shop: FindingFixture;
const random = seededRandom(SEED);
const upTo = (most: number) => Math.floor(random() * most);
const text = (most: number) => Array.from({ length: 1 + upTo(most) }, () => LETTERS[upTo(LETTERS.length)]).join('');

beforeAll(async () => {
  shop = await findingFixture();
  const newId = seededIds(SEED, shop.clock);
  const items = Array.from({ length: COUNT }, (_, index) => {
    if (index % 3 === 0) shop.clock.advance(1);
    // Names that begin alike are registered together: they are far from evenly spread over any order.
    const name = `${index > COUNT / 2 ? 'late ' : ''}${text(24)}`.trim() || 'x';
    const price = { amount: index > COUNT / 2 ? 500 + upTo(20) : upTo(20), currency: 'KRW' } as const;
    return anItem({ id: newId<ItemId>(), name, price, createdAt: shop.clock() });
  });
  await shop.insert(items);
  await divideOpenZones(shop.database);
});
afterAll(() => shop.drop());

/** All pages of so many. */
async function walk(nameContains: string, field: OrderField, direction: Direction, page: number): Promise<string[]> {
  const seen: string[] = [];
  let after: Position | undefined;
  for (;;) {
    const query = { nameContains, filter: {}, field, direction, limit: page + 1, after };
    const found: Item[] = await findItems(shop.database, query);
    const shown = found.slice(0, page);
    seen.push(...shown.map(({ id }) => id));
    const last = shown.at(-1);
    if (found.length <= page || last === undefined) return seen;
    after = positionOf(last, field);
  }
}

/** What a comparison with every name finds. */
async function naive(search: string, column: string): Promise<string[]> {
  const rows = await shop.database.rows<{ id: string }>(
    `SELECT id FROM item IGNORE INDEX (item_created, item_name, item_price) WHERE name LIKE ? ORDER BY ${column}, id`,
    [`%${search.replace(/[\\%_]/g, '\\$&')}%`],
  );
  return rows.map(({ id }) => id);
}

describe(`with names of seed ${SEED}`, () => {
  const searches = ['a', 'LATE', 'late a', '%', '_', '\\', '가', '키보드', 'é1', ' ', 'late %_', 'no such name'];

  it.each(orderFields)(
    'finds by %s what a comparison with every name finds, through all pages',
    async (field) => {
      const names = await shop.database.rows<{ name: string }>('SELECT name FROM item ORDER BY id LIMIT 400');
      const parts = Array.from({ length: 20 }, () => {
        const letters = [...(names[upTo(names.length)]?.name ?? 'x')];
        const start = upTo(letters.length);
        return letters.slice(start, start + 1 + upTo(12)).join('');
      });
      for (const search of [...searches, ...parts, ...Array.from({ length: 10 }, () => text(4))]) {
        const expected = await naive(search, orderColumn[field]);
        // Small pages begin at many places; of long lists they would only do so more often.
        const page = expected.length > 100 ? 100 : 7;
        const found = await walk(search, field, 'ASC', page);
        expect(found, `${JSON.stringify(search)} ASC`).toEqual(expected);
        const backwards = await walk(search, field, 'DESC', page);
        expect(backwards, `${JSON.stringify(search)} DESC`).toEqual(expected.toReversed());
      }
    },
    60_000,
  );
});
