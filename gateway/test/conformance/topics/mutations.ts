import { fed2, type Row, type Topic } from '../topic.ts';

const made: Row = {
  __typename: 'Ware',
  id: 'w1',
  name: 'new',
  price: 600,
  isDear: (_, told) => Number(told.price) > 500,
  isThere: true,
};
const kind: Row = { __typename: 'Kind', id: 'k1', name: 'new' };

/** Changes: in order, each once, in one subgraph. */
export const mutations: readonly Topic[] = [
  {
    name: 'mutations',
    subgraphs: {
      a: fed2(`type Query { ware(id: ID!): Ware }
        type Mutation { add(name: String!): Ware!  plus(n: Int!, key: ID!): Int!  addKind(key: ID!): Kind! @shareable }
        type Ware @key(fields: "id") { id: ID!  name: String!  price: Int! }
        type Kind @key(fields: "id") { id: ID!  name: String! @shareable }`),
      b: fed2(`type Mutation { end(key: ID!): Int!  addKind(key: ID!): Kind! @shareable }
        type Ware @key(fields: "id") { id: ID!  price: Int! @external  isDear: Boolean! @requires(fields: "price")  isThere: Boolean! }
        type Kind @key(fields: "id") { id: ID!  name: String! @shareable }`),
      c: fed2('type Mutation { times(n: Int!, key: ID!): Int! }  type Query { one: Int }'),
    },
    ...counting(),
  },
];

/** Numbers that each key counts anew: which order the changes came in can be read from the answers. */
function counting(): Pick<Topic, 'roots' | 'rows' | 'cases'> {
  const sums = new Map<unknown, number>();
  const kinds = new Map<unknown, number>();
  const change = (key: unknown, to: (sum: number) => number): number => {
    const sum = to(sums.get(key) ?? 0);
    sums.set(key, sum);
    return sum;
  };
  return {
    roots: {
      one: 1,
      ware: made,
      add: made,
      plus: ({ n, key }) => change(key, (sum) => sum + Number(n)),
      times: ({ n, key }) => change(key, (sum) => sum * Number(n)),
      end: ({ key }) => {
        const sum = sums.get(key) ?? 0;
        sums.delete(key);
        return sum;
      },
      addKind({ key }) {
        // Asked four times: of one server twice, and of each engine. One that sends it twice leaves none for another.
        const times = (kinds.get(key) ?? 0) + 1;
        kinds.set(key, times);
        if (times > 4) throw new Error('this kind was made already');
        return kind;
      },
    },
    rows: [made, kind],
    cases: [
      { query: 'mutation { add(name: "new") { name price isDear isThere } }' },
      { query: '{ ware(id: "w1") { id isDear isThere } one }' },
      {
        query: `mutation { five: plus(n: 5, key: "x") ten: times(n: 2, key: "x") twelve: plus(n: 2, key: "x")
          all: end(key: "x") none: end(key: "x") }`,
      },
      { query: 'mutation { addKind(key: "k") { id name } }' },
    ],
  };
}
