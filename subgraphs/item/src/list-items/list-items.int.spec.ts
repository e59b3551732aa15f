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

it.each([{ first: 0 }, { first: 101 }, { after: 'x' }, { filter: { nameContains: 'x'.repeat(101) } }])(
  'refuses %o',
  async (variables) => {
    const { errors } = await shop.graph(anonymous, ITEMS, variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
  },
);

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
