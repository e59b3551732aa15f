import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexItems } from '@rushgraph/finding';
import { anonymous } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ItemFixture, item, itemFixture } from '../../test/item-fixture.ts';
import { itemCursors } from './item-cursors.ts';

let shop: ItemFixture;
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

const ITEMS = `query ($filter: ItemFilter, $orderBy: ItemOrder, $first: Int, $after: String) {
  items(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }`;
interface Page {
  items: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

async function walk(orderBy: object, first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data }: { data: Page | null } = await shop.graph<Page>(anonymous, ITEMS, { orderBy, first, after });
    if (data === null) throw new Error('no page');
    seen.push(...data.items.nodes.map(({ name }) => name));
    after = data.items.pageInfo.hasNextPage ? data.items.pageInfo.endCursor : null;
  } while (after !== null);
  return seen;
}

it('walks every order in both directions, over ties, without missing or repeating one', async () => {
  for (const [index, name] of ['d', 'a', 'c', 'b', 'e'].entries()) {
    await shop.shelve(name, 1, index < 3 ? 100 : 200);
    if (index % 2 === 1) shop.clock.advance(1);
  }
  for (const field of ['CREATED_AT', 'NAME', 'PRICE']) {
    const whole = await walk({ field, direction: 'ASC' }, 100);
    expect(whole).toHaveLength(5);
    for (const first of [1, 2, 3]) {
      expect(await walk({ field, direction: 'ASC' }, first)).toEqual(whole);
      expect(await walk({ field, direction: 'DESC' }, first)).toEqual([...whole].reverse());
    }
  }
  expect(await walk({ field: 'NAME', direction: 'ASC' }, 2)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('filters by name, price and stock, and takes wildcards literally', async () => {
  await shop.shelve('50% off lamp', 0, 10);
  await shop.shelve('lamp', 5, 20);
  const names = async (filter: object) => {
    const { data } = await shop.graph<Page>(anonymous, ITEMS, {
      filter,
      orderBy: { field: 'NAME', direction: 'ASC' },
    });
    return data?.items.nodes.map(({ name }) => name);
  };
  expect(await names({ nameContains: 'LAMP' })).toEqual(['50% off lamp', 'lamp']);
  expect(await names({ nameContains: '%' })).toEqual(['50% off lamp']);
  expect(await names({ minPrice: 11 })).toEqual(['lamp']);
  expect(await names({ maxPrice: 10, inStock: false })).toEqual(['50% off lamp']);
  expect(await names({ inStock: true })).toEqual(['lamp']);
});

it('finds letters in all their forms, and what is between characters that cannot be seen', async () => {
  const find = async (nameContains: string) => {
    const { data, errors } = await shop.graph<Page>(anonymous, ITEMS, { filter: { nameContains } });
    expect(errors).toBeUndefined();
    return data?.items.nodes.map(({ name }) => name);
  };
  await shop.shelve('η οδός', 1);
  await shop.shelve('IŞIK', 1);
  await shop.shelve('co\u00adoperate', 1);
  for (const search of ['ΟΔΟΣ', 'οδος', 'οδός']) expect(await find(search)).toEqual(['η οδός']);
  for (const search of ['ışık', 'Işık', 'isik']) expect(await find(search)).toEqual(['IŞIK']);
  for (const search of ['cooperate', 'coop\u200berate']) expect(await find(search)).toEqual(['co\u00adoperate']);
  // A hundred characters, which are two hundred code units.
  expect(await find('🙂'.repeat(100))).toEqual([]);
});

it('indexes names of an older fold again after the migration that asks for it', async () => {
  await shop.shelve('η οδός', 1);
  await shop.shelve('lamp', 1);
  // As the fold before left them.
  await shop.database.run('UPDATE item SET folded = ? WHERE id = ?', [Buffer.from('η οδος'), item('η οδός')]);
  await shop.database.run('DELETE FROM item_suffix');
  const found = async () =>
    (await shop.graph<Page>(anonymous, ITEMS, { filter: { nameContains: 'ΟΔΟΣ' } })).data?.items.nodes.length;
  expect(await found()).toBe(0);
  await shop.database.run(readFileSync(join(import.meta.dirname, '../../migrations/0005_fold_again.sql'), 'utf8'));
  expect([await indexItems(shop.database), await found()]).toEqual([1, 1]);
});

it.each([
  { first: 0 },
  { first: 101 },
  { after: 'x' },
  { filter: { nameContains: 'x'.repeat(101) } },
  { filter: { nameContains: '🙂'.repeat(101) } },
  { filter: { nameContains: '\ud800' } },
])('refuses %o', async (variables) => {
  const { errors } = await shop.graph(anonymous, ITEMS, variables);
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
});

it('refuses a cursor of another order', async () => {
  const after = itemCursors.PRICE.encode({ value: 1, id: item('lamp') });
  const { errors } = await shop.graph(anonymous, ITEMS, { orderBy: { field: 'NAME', direction: 'ASC' }, after });
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
});

it('begins at the beginning when "after" is empty', async () => {
  await shop.shelve('lamp', 1, 100);
  const { data } = await shop.graph<Page>(anonymous, ITEMS, { after: '' });
  expect(data?.items.nodes).toEqual([{ name: 'lamp' }]);
});
