import { fed2, type Row, type Topic } from '../topic.ts';

const users: readonly Row[] = [
  { __typename: 'User', id: 'u1', name: 'Ada', type: 'REGULAR', age: 36, friends: null },
  { __typename: 'User', id: 'u2', name: 'Bo', type: 'GUEST', age: null, friends: [] },
];
const ware: Row = {
  __typename: 'Ware',
  id: 'w1',
  name: { __typename: 'Name', short: 'B', long: 'Bread' },
  price: { __typename: 'Price', amount: 3, currency: 'KRW' },
  kind: { __typename: 'Kind', name: 'Food', parts: ['a', null] },
  isNew: (_, told) => Number(Object(told.price).amount) < 5,
};

/** Types of which subgraphs know different parts. */
export const values: readonly Topic[] = [
  {
    name: 'enum-intersection',
    subgraphs: {
      a: fed2(
        'type Query { users: [User] }  type User @key(fields: "id") { id: ID  type: Type @shareable }  enum Type { REGULAR }',
      ),
      b: fed2(`type Query { byType(type: Type!): [User!]  usersInB: [User!] }
        type User @key(fields: "id") { id: ID  type: Type @shareable }  enum Type { GUEST @inaccessible REGULAR }`),
    },
    roots: { users, usersInB: users, byType: ({ type }) => users.filter((one) => one.type === type) },
    rows: users,
    cases: [
      { query: '{ users { id type } }' },
      { query: '{ usersInB { id type } }', isHidden: true },
      { query: '{ byType(type: REGULAR) { id type } }' },
      { query: 'query ($type: Type!) { byType(type: $type) { id } }', variables: { type: 'REGULAR' } },
    ],
  },
  {
    name: 'input-object-intersection',
    subgraphs: {
      a: fed2(
        'input Filter { first: Int! }  type Query { inA(filter: Filter!): [User!] }  type User @key(fields: "id") { id: ID!  name: String! @shareable }',
      ),
      b: fed2(`input Filter { first: Int!  offset: Int }  type Query { inB(filter: Filter!): [User!] }
        type User @key(fields: "id") { id: ID!  name: String! @shareable }`),
    },
    roots: { inA: ({ filter }) => users.slice(0, Number(Object(filter).first)), inB: users },
    rows: users,
    cases: [
      { query: '{ inA(filter: { first: 1 }) { id } inB(filter: { first: 2 }) { name } }' },
      { query: 'query ($filter: Filter!) { inA(filter: $filter) { name } }', variables: { filter: { first: 2 } } },
      { query: 'query ($first: Int!) { inA(filter: { first: $first }) { id } }', variables: { first: 1 } },
    ],
  },
  {
    name: 'shared-root',
    subgraphs: {
      kind: fed2(
        'type Query { ware: Ware @shareable }  type Ware @shareable { id: ID!  kind: Kind }  type Kind { name: String  parts: [String] }',
      ),
      name: fed2(
        'type Query { ware: Ware @shareable }  type Ware @shareable { id: ID!  name: Name }  type Name { short: String  long: String }',
      ),
      price: fed2(
        'type Query { ware: Ware @shareable }  type Ware @shareable { id: ID!  price: Price }  type Price { amount: Int  currency: String }',
      ),
    },
    roots: { ware },
    cases: [
      { query: '{ ware { id name { short long } kind { name parts } price { amount currency } } }' },
      { query: '{ first: ware { price { amount } } second: ware { kind { parts } id } }' },
    ],
  },
  {
    name: 'simple-inaccessible',
    subgraphs: {
      ages: fed2(
        'type Query { usersInAges: [User!]! }  type User @key(fields: "id") { id: ID @inaccessible  age: Int }',
      ),
      friends: fed2(`type Query { usersInFriends: [User!]! }
        type User @key(fields: "id") { id: ID  name: String  friends(kind: Kind = CLOSE @inaccessible): [User!] }
        enum Kind { CLOSE FAR }`),
    },
    roots: { usersInAges: users, usersInFriends: users },
    rows: users,
    cases: [
      { query: '{ usersInAges { age friends { name } } }' },
      { query: '{ usersInFriends { name age friends { age } } }' },
    ],
  },
  {
    name: 'include-skip',
    subgraphs: {
      a: fed2(
        'type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  price: Price }  type Price @shareable { amount: Int }',
      ),
      b: fed2(`type Ware @key(fields: "id") { id: ID!  price: Price @external  isNew: Boolean @requires(fields: "price { amount }") }
        type Price @shareable { amount: Int }`),
      c: fed2('type Ware @key(fields: "id") { id: ID!  kind: Kind }  type Kind { name: String }'),
    },
    roots: { ware },
    rows: [ware],
    cases: [true, false].flatMap((yes) =>
      [
        'query ($yes: Boolean!) { ware { id isNew @include(if: $yes) } }',
        'query ($yes: Boolean!) { ware { isNew @skip(if: $yes) kind { name } } }',
        'query ($yes: Boolean = false) { ware { ... @include(if: $yes) { isNew kind { name } } kind @skip(if: $yes) { name } } }',
      ].map((query) => ({ query, variables: { yes } })),
    ),
  },
];
