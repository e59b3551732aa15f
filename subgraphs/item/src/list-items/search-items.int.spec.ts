import type { ItemId } from '@rushgraph/contracts';
import { anonymous, seededIds, seededRandom } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anItem } from '../../test/an-item.ts';
import { type ItemFixture, itemFixture } from '../../test/item-fixture.ts';
import { insertItems } from '../register-item/insert-items.ts';
import { divideOpenZones } from '../search-items/divide-zones.ts';
import { orderColumn, orderFields } from '../search-items/item-order.ts';

const SEED = Number.parseInt(globalThis.crypto.randomUUID().slice(0, 8), 16);
const COUNT = 3_000;
const LETTERS = [...'aAbBéÈ019 %_\\-가각나키보드'];

let shop: ItemFixture;
const random = seededRandom(SEED);
const upTo = (most: number) => Math.floor(random() * most);
const text = (most: number) => Array.from({ length: 1 + upTo(most) }, () => LETTERS[upTo(LETTERS.length)]).join('');

beforeAll(async () => {
  shop = await itemFixture();
  const newId = seededIds(SEED, shop.clock);
  const items = Array.from({ length: COUNT }, (_, index) => {
    if (index % 3 === 0) shop.clock.advance(1);
    // Names that begin alike are registered together: they are far from evenly spread over any order.
    const name = `${index > COUNT / 2 ? 'late ' : ''}${text(24)}`.trim() || 'x';
    const price = { amount: index > COUNT / 2 ? 500 + upTo(20) : upTo(20), currency: 'KRW' } as const;
    return anItem({ id: newId<ItemId>(), name, price, createdAt: shop.clock() });
  });
  await shop.database.transaction((tx) => insertItems(tx, items, shop.clock()));
  await divideOpenZones(shop.database);
});
afterAll(() => shop.drop());

const ITEMS = `query ($filter: ItemFilter, $orderBy: ItemOrder, $first: Int, $after: String) {
  items(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
interface Page {
  items: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

async function walk(nameContains: string, orderBy: object, first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { filter: { nameContains }, orderBy, first, after };
    const { data }: { data: Page | null } = await shop.graph<Page>(anonymous, ITEMS, variables);
    if (data === null) throw new Error('no page');
    seen.push(...data.items.nodes.map(({ id }) => id));
    after = data.items.pageInfo.hasNextPage ? data.items.pageInfo.endCursor : null;
  } while (after !== null);
  return seen;
}

async function naive(search: string, column: string, direction: string): Promise<string[]> {
  const rows = await shop.database.rows<{ id: string }>(
    `SELECT id FROM item IGNORE INDEX (item_created, item_name, item_price) WHERE name LIKE ?
     ORDER BY ${column} ${direction}, id ${direction}`,
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
      const parts = Array.from({ length: 40 }, () => {
        const letters = [...(names[upTo(names.length)]?.name ?? 'x')];
        const start = upTo(letters.length);
        return letters.slice(start, start + 1 + upTo(12)).join('');
      });
      for (const search of [...searches, ...parts, ...Array.from({ length: 20 }, () => text(4))]) {
        for (const direction of ['ASC', 'DESC'] as const) {
          const expected = await naive(search, orderColumn[field], direction);
          const found = await walk(search, { field, direction }, expected.length > 300 ? 100 : 7);
          expect(found, `${JSON.stringify(search)} ${direction}`).toEqual(expected);
        }
      }
    },
    60_000,
  );
});
