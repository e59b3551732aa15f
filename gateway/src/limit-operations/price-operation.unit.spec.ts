import { buildSchema, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { priceOperation } from './price-operation.ts';

const schema = buildSchema(`
  type Query { me: User  items(first: Int = 20, last: Int): Items  all: [Item!]!  search(first: Int!): [Item!] }
  type User { id: ID!  orders(first: Int): Orders }
  type Orders { nodes: [Order!]!  edges: [Edge!]! }
  type Edge { node: Order! }
  type Order { id: ID!  lines: [Line!]!  tags: [String!]! }
  type Line { item: Item }
  type Items { nodes: [Item!]! }
  type Item { id: ID!  owner: User }
  type Mutation { buy: Order  touch: Boolean }
`);

function price(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('no operation');
  return priceOperation(schema, document, operation)(variables);
}

it('counts the objects of an answer: lists as long as they are asked for', () => {
  expect(price('{ me { id } }')).toBe(1);
  // me, orders, 7 nodes, 70 lines, 70 items
  expect(price('{ me { orders(first: 7) { nodes { id lines { item { id } } } } } }')).toBe(1 + 1 + 7 + 70 + 70);
  expect(price('{ me { orders(first: 3) { edges { node { id } } nodes { tags } } } }')).toBe(1 + 1 + 6 + 3);
  expect(price('{ search(first: 4) { id } all { id } }')).toBe(4 + 10);
});

it('counts changes tenfold, each alias of them', () => {
  expect(price('mutation { a: buy { id } b: buy { id } c: touch }')).toBe(30);
});

it('counts with the variables of the request, and defaults where there are none', () => {
  const query = 'query ($n: Int = 5) { items(first: $n) { nodes { id } } }';
  expect(price(query, { n: 50 })).toBe(51);
  expect(price(query)).toBe(6);
  expect(price('query ($n: Int) { items(first: $n) { nodes { id } } }')).toBe(21);
  expect(price('{ items { nodes { id } } }')).toBe(21);
  expect(price('{ me { orders { nodes { id } } } }')).toBe(1 + 1 + 100);
});

it('is not walked past by numbers that are none, too large or negative', () => {
  const query = 'query ($n: Int) { items(first: $n) { nodes { id } } }';
  for (const n of [1e9, '1', Number.NaN, Number.POSITIVE_INFINITY, {}]) expect(price(query, { n })).toBe(101);
  for (const n of [-5, 0]) expect(price(query, { n })).toBe(2);
  expect(price('{ items(first: -3, last: 90) { nodes { id } } }')).toBe(91);
  expect(price('{ items(first: 99999999999999999999) { nodes { id } } }')).toBe(101);
});

it('takes null for the default of the schema, as the subgraphs do', () => {
  expect(price('{ items(first: null) { nodes { id } } }')).toBe(21);
  expect(price('query ($n: Int = 5) { items(first: $n) { nodes { id } } }', { n: null })).toBe(21);
  expect(price('query ($n: Int = null) { items(first: $n) { nodes { id } } }')).toBe(21);
  expect(price('{ me { orders(first: null) { nodes { id } } } }')).toBe(1 + 1 + 100);
});

it('counts what fragments and conditions hold, as if all of it came', () => {
  const query = `{ me { ...F @include(if: false) ... on User { orders(first: 2) { nodes { id } } } } }
    fragment F on User { orders(first: 2) { nodes { lines { item { owner { id } } } } } }`;
  expect(price(query)).toBe(1 + (1 + 2 + 20 + 20 + 20) + (1 + 2));
});
