import { fed2, type Row, type Topic } from '../topic.ts';

const anna: Row = { __typename: 'Reader', id: 'r1', mail: 'anna@test', nick: 'Anna' };
const bread: Row = { __typename: 'Ware', id: 'w1', sku: 'k1', name: 'Bread', price: 3, shelf: 's1', kind: null };
const kind: Row = {
  __typename: 'Kind',
  id: 'k1',
  name: 'Food',
  note: 'fresh',
  details: { __typename: 'Details', wares: 2 },
};
const cake: Row = { __typename: 'Ware', id: 'w2', sku: 'k2', name: 'Cake', price: 7, shelf: null, kind };
const corner: Row = {
  __typename: 'Shop',
  id: 's1',
  code: 'c1',
  name: 'Corner',
  rent: 9,
  street: { __typename: 'Street', no: '1', city: 'B', zip: '10' },
};

/** Objects that are found again by their keys. */
export const entities: readonly Topic[] = [
  {
    name: 'simple-entity-call',
    subgraphs: {
      mail: fed2(`type Query { reader: Reader }
        type Reader @key(fields: "id") @key(fields: "mail") { id: ID!  mail: String! }`),
      nick: fed2(`type Reader @key(fields: "mail") { mail: String! @external  nick: String }`),
    },
    roots: { reader: anna },
    rows: [anna],
    cases: [{ query: '{ reader { id nick } }' }, { query: '{ again: reader { called: nick mail } }' }],
  },
  {
    name: 'complex-entity-call',
    subgraphs: {
      shops: fed2(`type Query { shops: [Shop!]! }
        type Shop @key(fields: "id street { no city }") { id: ID!  street: Street! @shareable }
        type Street { no: ID! @shareable  city: String! @shareable  zip: String }`),
      names: fed2(`type Shop @key(fields: "id street { city no }") @key(fields: "code") {
          id: ID!  code: ID!  street: Street! @shareable  name: String }
        type Street { no: ID! @shareable  city: String! @shareable }`),
      rent: fed2('type Shop @key(fields: "code") { code: ID!  rent: Int }'),
    },
    roots: { shops: [corner] },
    rows: [corner],
    cases: [{ query: '{ shops { id name rent street { zip } } }' }, { query: '{ shops { rent } }' }],
  },
  {
    name: 'parent-entity-call',
    subgraphs: {
      a: fed2(`type Query { wares: [Ware!]! }
        type Ware @key(fields: "id") @key(fields: "id sku") { id: ID!  sku: ID!  kind: Kind @shareable }
        type Kind @key(fields: "id") { id: ID!  name: String! @shareable }`),
      b: fed2(`type Ware @key(fields: "id sku") { id: ID!  sku: ID!  kind: Kind @shareable }
        type Kind { details: Details }  type Details { wares: Int }`),
    },
    roots: { wares: [cake, bread] },
    rows: [cake, bread, kind],
    cases: [
      { query: '{ wares { id kind { id name details { wares } } } }' },
      { query: '{ wares { kind { details { wares } } } }' },
    ],
  },
  {
    name: 'parent-entity-call-complex',
    subgraphs: {
      a: fed2(`type Ware @key(fields: "id") { id: ID @external  kind: Kind @shareable }  type Kind { note: String }`),
      b: fed2(
        `type Ware @key(fields: "id") { id: ID @external  kind: Kind @shareable }  type Kind { id: ID @shareable }`,
      ),
      c: fed2('type Kind @key(fields: "id") { id: ID  name: String }'),
      d: fed2('type Query { ware(id: ID!): Ware }  type Ware @key(fields: "id") { id: ID  name: String }'),
    },
    roots: { ware: ({ id }) => (id === 'w2' ? cake : null) },
    rows: [cake, kind],
    cases: [
      { query: '{ ware(id: "w2") { id name kind { id name note } } }' },
      { query: '{ none: ware(id: "w9") { name kind { note } } }' },
    ],
  },
  {
    name: 'mysterious-external',
    subgraphs: {
      wares: fed2('type Query { wares: [Ware!]! }  type Ware @key(fields: "id") { id: ID!  name: String! }'),
      prices: fed2(
        'type Query { cheapest: Ware }  extend type Ware @key(fields: "id") { id: ID! @external  price: Int }',
      ),
    },
    roots: { wares: [bread, cake], cheapest: bread },
    rows: [bread, cake],
    cases: [{ query: '{ cheapest { id price name } }' }, { query: '{ wares { name price id } cheapest { name } }' }],
  },
  {
    name: 'fed2-external-extends',
    subgraphs: {
      wares: fed2('type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  name: String  sku: ID }'),
      prices: fed2(
        'type Query { offer: Ware }  type Ware @key(fields: "id") @extends { id: ID! @external  price: Int }',
      ),
    },
    roots: { ware: bread, offer: cake },
    rows: [bread, cake],
    cases: [{ query: '{ ware { id price } offer { id sku price } }' }, { query: '{ offer { name } }' }],
  },
  {
    name: 'fed2-external-extension',
    subgraphs: {
      wares: fed2(`type Query { ware: Ware }
        type Ware @key(fields: "id") { id: ID!  name: String  price: Int @shareable }`),
      rebates: fed2(`type Query { rebate: Ware @provides(fields: "price") }
        extend type Ware @key(fields: "id") { id: ID! @external  price: Int @external  sku: ID }`),
    },
    roots: { ware: bread, rebate: cake },
    rows: [bread, cake],
    cases: [{ query: '{ ware { id sku price } rebate { price name sku } }' }],
  },
  {
    name: 'fed1-external-extends',
    subgraphs: {
      wares: 'type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  name: String }',
      prices: `extend type Query { offer: Ware }
        type Ware @key(fields: "id") @extends { id: ID! @external  price: Int }`,
    },
    roots: { ware: bread, offer: cake },
    rows: [bread, cake],
    cases: [{ query: '{ ware { id price } offer { id name price } }' }, { query: '{ offer { name } }' }],
  },
  {
    name: 'fed1-external-extension',
    subgraphs: {
      wares: 'type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  name: String  sku: ID }',
      prices: `extend type Query { offer: Ware @provides(fields: "name") }
        extend type Ware @key(fields: "id") { id: ID! @external  name: String @external  price: Int }`,
    },
    roots: { ware: bread, offer: cake },
    rows: [bread, cake],
    cases: [{ query: '{ offer { id name price } }' }, { query: '{ ware { price } offer { sku } }' }],
  },
  {
    name: 'fed1-external-extends-resolvable',
    subgraphs: {
      wares: 'type Query { ware: Ware }  type Ware @key(fields: "id") { id: ID!  name: String  shelf: ID }',
      prices: `type Query { offer: Ware }
        extend type Ware @key(fields: "id name") @key(fields: "sku") {
          id: ID @external  name: String @external  sku: String @external  price: Int! }`,
    },
    roots: { ware: bread, offer: cake },
    rows: [bread, cake],
    cases: [{ query: '{ ware { id shelf price sku name } }' }],
  },
  {
    name: 'null-keys',
    subgraphs: {
      boxes: fed2(`type Query { boxes: [Box] }  type Box { ware: Ware }
        type Ware @key(fields: "sku") { sku: ID! }`),
      keys: fed2('type Ware @key(fields: "id") @key(fields: "sku") { id: ID!  sku: ID! }'),
      kinds: fed2('type Ware @key(fields: "id") { id: ID!  kind: Kind }  type Kind { id: ID!  name: String }'),
    },
    roots: { boxes: [cake, bread, null].map((ware) => ({ __typename: 'Box', ware })) },
    rows: [cake, bread],
    isUnknown: (subgraph, { id }) => subgraph === 'keys' && id === 'w1',
    cases: [{ query: '{ boxes { ware { sku kind { name } } } }' }],
  },
];
