import { divideOpenZones } from '@rushgraph/finding';
import { anItem } from '@rushgraph/finding/an-item';
import { adminViewer, anonymous, expectSuccess } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ItemFixture, itemFixture } from '../../test/item-fixture.ts';
import { insertItems } from '../register-item/insert-items.ts';

/** More than the search reads and sorts at once, so that it walks the order and leaves out what cannot hold the text. */
const MANY = 600;

let shop: ItemFixture;
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());

it('lets an item be found by its name at its new place among the prices', async () => {
  const cheap = Array.from({ length: MANY }, (_, index) => priced(`lamp ${index}`, index));
  const dear = Array.from({ length: MANY }, (_, index) => priced(`yak ${index}`, 10_000 + index));
  await shop.database.transaction((tx) => insertItems(tx, [...cheap, ...dear], shop.clock()));
  await divideOpenZones(shop.database);

  const input = { itemId: dear[100]?.id, price: { amount: 10, currency: 'KRW' } };
  const changed = await shop.graph<{ changeItemPrice: { __typename: 'ChangeItemPriceSuccess' } }>(
    adminViewer(),
    'mutation ($input: ChangeItemPriceInput!) { changeItemPrice(input: $input) { __typename } }',
    { input },
  );
  expectSuccess(changed.data?.changeItemPrice);

  const found = await shop.graph<{ items: { nodes: unknown[] } }>(
    anonymous,
    `{ items(first: 2, filter: { nameContains: "yak" }, orderBy: { field: PRICE, direction: ASC }) {
      nodes { name price { amount } } } }`,
  );
  expect(found.data?.items.nodes).toEqual([
    { name: 'yak 100', price: { amount: 10 } },
    { name: 'yak 0', price: { amount: 10_000 } },
  ]);
});

function priced(name: string, amount: number) {
  return anItem({ name, price: { amount, currency: 'KRW' } });
}
