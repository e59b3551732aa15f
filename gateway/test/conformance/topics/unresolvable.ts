import { fed2, type Row, type Topic } from '../topic.ts';

const ware: Row = {
  __typename: 'Ware',
  id: 'w1',
  sku: 'k1',
  name: 'Bread',
  place: { __typename: 'Place', row: 'r', bin: 'b', box: 'x' },
  label: (_, told) => `<${told.name}>`,
};
const bread: Row = { __typename: 'Bread', id: 'p1', name: 'Bread' };

const mixedKeys = 'the plan takes the representation of "label" from two keys, and is complete for neither';

/** Keys and interfaces of which some cannot be resolved. */
export const unresolvable: readonly Topic[] = [
  {
    name: 'keys-mashup',
    subgraphs: {
      a: fed2(`type Ware @key(fields: "id") @key(fields: "sku", resolvable: false)
          @key(fields: "place { row bin }", resolvable: false) @key(fields: "id place { bin box }", resolvable: false) {
          id: ID!  sku: ID!  place: Place!  name: String! }
        type Place { row: ID!  bin: ID!  box: ID! }`),
      b: fed2(`type Query { hall: Hall }  type Hall @key(fields: "id") { id: ID!  wares: [Ware!]! }
        type Ware @key(fields: "place { row bin }", resolvable: false) @key(fields: "id place { bin box }")
          @key(fields: "sku", resolvable: false) @key(fields: "id", resolvable: false) {
          id: ID!  sku: ID!  place: Place!  name: String! @external  label: String! @requires(fields: "name") }
        type Place { row: ID!  bin: ID!  box: ID! }`),
    },
    roots: { hall: { __typename: 'Hall', id: 'h1', wares: [ware] } },
    rows: [ware],
    cases: [
      { query: '{ hall { id wares { id name } } }' },
      { query: '{ hall { id wares { id name label } } }', decidedByPlanner: mixedKeys },
    ],
  },
  {
    name: 'non-resolvable-interface-object',
    subgraphs: {
      a: fed2(`type Query { a: Node  product: Product! }  interface Node @key(fields: "id") { id: ID! }
        type Product @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`),
      b: fed2(`type Query { b: Node }  type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID!  field: String }
        interface Product @key(fields: "id") { id: ID! }  type Bread implements Product @key(fields: "id") { id: ID!  name: String! }`),
    },
    roots: { a: null, b: { __typename: 'Node', id: 'n1', field: 'foo' }, product: bread },
    rows: [bread],
    cases: [
      { query: '{ product { id } }' },
      { query: '{ product { __typename ... on Bread { id name } } }' },
      { query: '{ a { id } }' },
    ],
  },
];
