import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { asksPublicAlone, publicFields } from './public-fields.ts';

const fields = publicFields(
  parse(`
  type Item { id: ID! @tag(name: "public") name: String @tag(name: "other") @tag(name: "public") price: Money @tag(name: "public") stock: Int cost: Secret @tag(name: "public") }
  type Money { amount: Int @tag(name: "public") }
  type Secret { amount: Int }
  interface Named { title: String @tag(name: "public") }
  type Query { item: Item @join__field(graph: ITEM) }`),
);

it('are those that are tagged so, of objects', () => {
  expect([...fields].toSorted()).toEqual(['Item.cost', 'Item.id', 'Item.name', 'Item.price', 'Money.amount']);
});

describe('a fetch of entities', () => {
  const types: Readonly<Record<string, string>> = { 'Item.price': 'Money', 'Item.cost': 'Secret' };
  const asks = (selections: string) =>
    asksPublicAlone(
      parse(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selections} } }`),
      fields,
      (field) => types[field] ?? '',
    );

  it.each([
    ['public fields', '__typename ... on Item { __typename id name }', true],
    ['what is public below them', '... on Item { price { amount } }', true],
    ['the same by other names', '... on Item { title: name }', true],
    ['one that is not', '... on Item { name stock }', false],
    ['what is not public below one that is', '... on Item { cost { amount } }', false],
    ['another type', '... on Order { name }', false],
    ['a fragment by name', '... on Item { ...F }', false],
    ['fields without their type', 'name', false],
  ])('for %s', (_, selections, expected) => {
    expect(asks(selections)).toBe(expected);
  });

  it('is never public where nothing is', () => {
    expect(asksPublicAlone(parse('{ _entities { __typename } }'), new Set(), () => '')).toBe(false);
  });
});
